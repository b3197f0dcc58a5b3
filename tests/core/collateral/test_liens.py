"""One thing stands for one contract: a second claim by whatever door is refused, kept and alarmed (C08)."""

from __future__ import annotations

import itertools

import pytest

from core.collateral.lien import ENDED, HELD, TRANSITIONS, Claim, Lien, told, untold
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract_opened, golden, pledge
from tests.core.collateral.receivables import (
    assigned,
    come_through,
    filing,
    given_back,
    invoice,
    item,
    judged,
    lent,
    letter,
    offered,
    row,
    search,
    security,
    shut,
    state,
    verification,
)
from tests.core.custody.documents import inbound, pledge_confirm, pledge_notice
from tests.core.rooms import Rooms, at

DIGITAL = "25312000000012345678"


def lien(**rest: object) -> Lien:
    said = {"kind": "receivable", "thing": "T", "number": "T", "contract_no": "F-1", "facts": ""}
    return Lien(state="PROPOSED", proposed_at=at(), changed_at=at(), **(said | rest))  # type: ignore[arg-type]


def test_nothing_is_held_without_verification_and_registration_in_any_order_of_telling() -> None:
    """T5."""
    for order in itertools.permutations(("verified", "registered", "assigned")):
        row, seen = lien(), []
        for what in order:
            row = told(row, what, at())
            seen.append(row.state in HELD)
        assert seen == [False, False, True]


def test_what_has_ended_moves_no_more() -> None:
    assert {state for state, _ in TRANSITIONS} & ENDED == set()
    released = told(lien(), "released", at())
    for what in ("verified", "registered", "pledged", "financed", "disputed"):
        assert told(released, what, at()).state == "RELEASED"


def test_what_is_no_longer_true_takes_the_lien_back_to_where_the_rest_leads() -> None:
    row = lien()
    for what in ("verified", "registered", "assigned", "financed"):
        row = told(row, what, at())
    assert row.state == "FINANCED"

    without = untold(row, "registered", at(1))
    assert without.state == "VERIFIED"
    assert told(without, "registered", at(2)).state == "FINANCED"


def test_a_second_contract_on_the_same_invoice_is_refused_alarmed_and_kept() -> None:
    """C3."""
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(security(contract_no="F-2"))

    rooms.receive(offered("B-2", {"INV-1": "1000", "INV-5": "70"}, at(8), contract_no="F-2"))

    [claim] = rooms.rows(Claim)
    assert (claim.claimant, claim.holder) == ("F-2", "F-1")
    text = rooms.alerts()[f"C08:receivable/{claim.thing}"]
    assert "stands for F-1 (ASSIGNED) and is claimed for F-2" in text
    [no] = [each.body for each in rooms.produced if each.type == "collateral.claim_refused.v1"]
    assert (no.contract_no, no.holder, no.thing) == ("F-2", "F-1", claim.thing)
    assert row(rooms, "INV1").contract_no == "F-1"
    assert row(rooms, "INV5").contract_no == "F-2"
    assert shut(rooms) == [f"frozen: receivable {claim.thing} is claimed by another contract as well"]
    assert lent(rooms) == "800.00"


def test_the_same_invoice_by_code_by_name_and_in_another_writing_is_one() -> None:
    """T10: with its code, without, by the seller's code or name alone, in full-width signs."""
    old = assigned({})
    old.receive(invoice("12345678", "1000", invoice_code="031001900111", vat_kind="special"))
    come_through(old, "B-1", {"12345678": "1000"})
    old.receive(security(contract_no="F-2"))

    for number, sellers in (
        ("12345678", {"name": "福州零部件有限公司"}),
        ("１２３４ 5678", {"id": "91350100M000100Y43"}),
    ):
        items = [item(number, "1000", seller=sellers)]
        old.receive(letter("request", f"B-{number}", items, at(8), contract_no="F-2"))

    assert {claim.thing for claim in old.rows(Claim)} == {"031001900111|12345678"}
    assert len([each for each in old.produced if each.type == "collateral.claim_refused.v1"]) == 2


def test_a_digital_invoice_has_no_code_and_is_one_whoever_offers_it() -> None:
    """T10: the code is empty, the number of twenty digits is one in the whole country."""
    rooms = assigned({DIGITAL: "1000"})
    assert row(rooms, DIGITAL).thing == f"|{DIGITAL}"
    rooms.receive(security(contract_no="F-2"))

    items = [item(DIGITAL, "1000", seller={"name": "Somebody else"})]
    rooms.receive(letter("request", "B-2", items, at(8), contract_no="F-2"))

    assert [claim.thing for claim in rooms.rows(Claim)] == [f"|{DIGITAL}"]


def test_two_sellers_may_number_their_invoices_alike() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(security(contract_no="F-2"))

    other = [item("INV-1", "1000", seller={"name": "Other"})]
    rooms.receive(letter("request", "B-2", other, at(8), contract_no="F-2"))

    assert rooms.rows(Claim) == []
    assert len(rooms.rows(Lien)) == 2


def test_two_books_of_invoices_of_one_seller_may_have_the_same_number() -> None:
    rooms = Rooms()
    rooms.receive(security())
    for code in ("031001900111", "031001900222"):
        rooms.receive(invoice("12345678", "1000", invoice_code=code, vat_kind="special"))

    rooms.receive(offered("B-1", {"12345678": "1000"}))

    assert [each.thing for each in rooms.rows(Lien)] == ["91350100M000100Y43|12345678"]
    assert "C08:receivable/91350100M000100Y43|12345678" not in rooms.alerts()


def test_the_same_amount_of_the_same_day_is_doubted_until_the_tax_office_knows_it() -> None:
    """R22: fifty invoices of one amount are common; one invoice twice under two numbers is fraud."""
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(invoice("INV-1A", "1000"))
    rooms.receive(offered("B-2", {"INV-1A": "1000"}, at(7)))
    thing = row(rooms, "INV1A").thing
    assert "of the same day and amount as INV1 under F-1" in rooms.alerts()[f"C08:receivable/{thing}"]

    rooms.receive(verification("INV-1A", at(8)))

    assert (row(rooms, "INV1A").doubt, rooms.alerts()) == ("", {})


def test_a_person_may_say_that_two_alike_are_two() -> None:
    rooms = assigned({"INV-1": "1000"}, gates=("registered", "noticed"))
    come_through(rooms, "B-2", {"INV-1A": "1000"})
    thing = row(rooms, "INV1A").thing
    assert lent(rooms) == "1,600.00"
    rooms = assigned({"INV-1": "1000"}, gates=("noticed",))
    rooms.receive(offered("B-2", {"INV-1A": "1000"}, at(7)))
    rooms.receive(letter("notice", "N-2", [], at(7), about=["B-2"]))
    rooms.receive(letter("acknowledgement", "A-2", [], at(7), about=["B-2"]))
    assert lent(rooms) == "800.00"

    rooms.receive(judged(thing, "distinct", at(8)))

    assert (lent(rooms), rooms.alerts()) == ("1,600.00", {})


def test_a_filing_of_another_on_the_same_invoice_disputes_it() -> None:
    """R24: the registry shows it transferred to somebody else."""
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})
    hit = {
        "filing_no": "ZD-1",
        "party": {"name": "Other Factor"},
        "text": "invoice INV-1",
        "date": "2025-05-30",
        "property_numbers": ["inv 1"],
    }

    rooms.receive(search(at(8), hit))

    assert (state(rooms, "INV1"), state(rooms, "INV2"), lent(rooms)) == ("DISPUTED", "ASSIGNED", "400.00")
    thing = row(rooms, "INV1").thing
    assert "claimed for OTHERFACTOR, filing ZD-1 of 2025-05-30" in rooms.alerts()[f"C08:receivable/{thing}"]

    rooms.receive(judged(thing, "holder", at(9)))
    assert (state(rooms, "INV1"), lent(rooms, at(10)), rooms.alerts()) == ("ASSIGNED", "1,200.00", {})


def test_our_own_filing_is_no_hit_and_one_without_numbers_is_for_a_person() -> None:
    rooms = assigned({"INV-1": "1000"})
    ours = {"filing_no": "ZD-7", "party": {"name": "Factor"}, "text": "all", "date": "2025-06-02"}
    other = ours | {"filing_no": "ZD-9", "party": {"name": "Other"}}

    rooms.receive(search(at(8), ours, other))

    assert (state(rooms, "INV1"), lent(rooms)) == ("ASSIGNED", "800.00")
    assert list(rooms.alerts()) == ["C08:registry/F-1/ZD-9"]


def test_a_filing_holds_only_what_it_names() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(offered("B-1", {"INV-1": "1000", "INV-2": "500"}))
    for number in ("INV-1", "INV-2"):
        rooms.receive(verification(number, at(3)))

    rooms.receive(filing("ZD-7", at(4), property_numbers=["INV-1"]))
    assert (state(rooms, "INV1"), state(rooms, "INV2")) == ("REGISTERED", "VERIFIED")

    rooms.receive(filing("ZD-7", at(5), op="change", property_numbers=["INV-1", "INV-2"]))
    assert state(rooms, "INV2") == "REGISTERED"


def test_a_filing_that_is_cancelled_or_over_lends_nothing_new() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(filing("ZD-7", at(8), op="extend", term_until="2025-06-30"))
    assert shut(rooms, at(days=27)) == []
    assert shut(rooms, at(days=28)) == ["registered: filing ZD-7 ended on 20250630"]

    rooms.receive(filing("ZD-7", at(9), op="cancel"))
    assert (state(rooms, "INV1"), lent(rooms, at(10))) == ("VERIFIED", "0.00")
    assert "registered: filing ZD-7 was cancelled" in shut(rooms, at(10))


def test_a_rejected_filing_registers_nothing_and_says_why() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(offered("B-1", {"INV-1": "1000"}))
    reasons = [{"code": "E1", "text": "no such debtor"}]

    rooms.receive(filing("", at(4), status="pending"))
    assert rooms.alerts() == {}
    rooms.receive(filing("", at(4), status="rejected", reasons=reasons))
    assert rooms.alerts()["C12:registry/F-1"] == "the registry rejects to init for F-1: no such debtor"

    rooms.receive(filing("ZD-7", at(5)))
    assert rooms.alerts() == {}


def test_a_claim_is_judged_by_a_named_person_over_a_thing_there_is() -> None:
    rooms = assigned({"INV-1": "1000"})

    with pytest.raises(Refused, match="no receivable NONE stands for anything"):
        rooms.receive(judged("NONE", "holder", at(8)))
    with pytest.raises(Refused, match="judged by a named person"):
        rooms.receive(judged(row(rooms, "INV1").thing, "holder", at(8), approver=""))


def test_a_thing_that_was_given_up_may_stand_for_the_other_contract() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(security(contract_no="F-2"))
    rooms.receive(offered("B-2", {"INV-1": "1000"}, at(8), contract_no="F-2"))

    rooms.receive(judged(row(rooms, "INV1").thing, "given_up", at(9)))
    rooms.receive(offered("B-3", {"INV-1": "1000"}, at(10), contract_no="F-2"))

    assert row(rooms, "INV1").contract_no == "F-2"
    [one] = rooms.rows(Lien)
    assert (one.contract_no, one.former) == ("F-2", "F-1 RELEASED")
    assert rooms.alerts() == {}
    assert shut(rooms)[0] == "verified: no receivable is proposed"


def test_pledged_lots_stand_in_the_register_as_custody_has_them() -> None:
    rooms = golden()
    assert [(each.kind, each.thing, each.state) for each in rooms.rows(Lien)] == [
        ("lot", "WH1|L1", "FINANCED")
    ]

    rooms.receive(pledge_notice("UN-1", {"L1": "100 TNE"}, at(5), action="unpledge"))
    rooms.receive(pledge_confirm("UC-1", "UN-1", {"L1": "100 TNE"}, at(6), action="unpledge"))
    assert rooms.row(Lien, "lot", "WH1|L1").state == "PARTIAL_RELEASE"


def test_goods_pledged_before_their_contract_opens_are_counted_into_the_register() -> None:
    rooms = Rooms()

    rooms.receive(inbound("IN-1", {"L1": "10600 TNE"}, at(1)))
    pledge(rooms, {"L1": "10600 TNE"}, at(3))
    assert rooms.rows(Lien) == []

    rooms.receive(contract_opened())

    assert [(each.thing, each.contract_no) for each in rooms.rows(Lien)] == [("WH1|L1", "PC-1")]


def test_a_thing_once_given_back_is_free_again() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(given_back((row(rooms, "INV1").thing,), "reassigned", at(8)))
    rooms.receive(security(contract_no="F-2"))

    rooms.receive(offered("B-2", {"INV-1": "1000"}, at(9), contract_no="F-2"))

    assert rooms.rows(Claim) == []
