"""Warehouse receipts: one paper, one lien, through split and merge (T12); valued as their goods are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.catalogue.parts import Measure, PartyRef
from core.collateral.closing_messages import ExpiryCheckDue
from core.collateral.due import expiries_to_check
from core.collateral.lien import Claim, Lien
from core.collateral.receipt import Receipt
from core.collateral.receipt_messages import OfferedReceipt, ReceiptReleased, ReceiptsOffered
from core.collateral.security_messages import ClaimJudged
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.collateral.pledges import contract_opened, item, money, quote
from tests.core.collateral.receivables import SELLER, base, filing, owed, security, shut
from tests.core.custody.documents import inbound, measure, pledge_confirm
from tests.core.rooms import Rooms, at, ordered, told

ISSUER = {"name": "Port Warehouse"}


def receipt(no: str, amount: str, when: datetime, op: str = "issued", **rest: Any) -> Message:
    body: dict[str, Any] = {
        "receipt_no": no,
        "kind": "ordinary",
        "op": op,
        "issuer": ISSUER,
        "holder": SELLER,
        "warehouse": "WH1",
        "sku": "HRC",
        "quantity": measure(amount),
        "issued_at": at(),
        "event_time": when,
    }
    return told("wms.warehouse_receipt.v1", body | rest)


def offered(contract_no: str, when: datetime, *numbers: str) -> Message:
    papers = tuple(OfferedReceipt(issuer=PartyRef(**ISSUER), receipt_no=each) for each in numbers)
    body = ReceiptsOffered(contract_no=contract_no, receipts=papers)
    return ordered("collateral.receipts_offered.v1", body, when)


def released(no: str, when: datetime, amount: str = "", **rest: Any) -> Message:
    said: dict[str, Any] = {"contract_no": "W-1", "thing": f"PORTWAREHOUSE|{no}", "approver": "Li"}
    if amount:
        value, unit = amount.split()
        said["quantity"] = Measure(value=Decimal(value), unit=unit)
    return ordered("collateral.receipt_released.v1", ReceiptReleased(**(said | rest)), when)


def opened(contract_no: str = "W-1", **rest: Any) -> Message:
    """Receipts at 60 %, of coil marked by the close at SH."""
    terms = {"kind": "receipt", "items": (item(rate_ppm=600_000),), "rate_ppm": 600_000}
    return security(contract_no=contract_no, financier=PartyRef(name="Bank"), **(terms | rest))


def pledged(*papers: tuple[str, str], **rest: Any) -> Rooms:
    """W-1 with these receipts told, offered, answered for, filed and held for the bank; coil at 1,000."""
    rooms = Rooms()
    rooms.receive(opened(**rest))
    rooms.receive(quote("1000", at(1)))
    for no, amount in papers:
        rooms.receive(receipt(no, amount, at(1)))
    rooms.receive(offered("W-1", at(2), *(no for no, _ in papers)))
    for no, amount in papers:
        rooms.receive(receipt(no, amount, at(3), "verified", pledged_to={"name": "Bank"}))
    rooms.receive(filing("ZD-9", at(4), subject_no="W-1", kind="receipt"))
    return rooms


def state(rooms: Rooms, no: str) -> str:
    return rooms.row(Lien, "receipt", f"PORTWAREHOUSE|{no}").state


def lent(rooms: Rooms, when: datetime | None = None, contract_no: str = "W-1") -> int:
    return base(rooms, when or at(9), contract_no).base_minor // 100


def refusals(rooms: Rooms) -> list[str]:
    return [each.body.text for each in rooms.produced if each.type == "collateral.claim_refused.v1"]


def test_a_receipt_lends_on_its_goods_once_answered_for_filed_and_held() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(quote("1000", at(1)))
    rooms.receive(receipt("R-1", "100 TNE", at(1)))
    assert shut(rooms, contract_no="W-1") == [
        "verified: no receipt is offered",
        "registered: no receipt is offered",
        "pledged: no receipt is offered",
    ]

    seen = []
    for step in (
        offered("W-1", at(2), "R-1"),
        receipt("R-1", "100 TNE", at(3), "verified"),
        filing("ZD-9", at(4), subject_no="W-1", kind="receipt"),
        receipt("R-1", "100 TNE", at(5), "verified", pledged_to={"name": "Bank"}),
        owed("60000", at(6), "W-1"),
    ):
        rooms.receive(step)
        seen.append((state(rooms, "R1"), lent(rooms)))

    assert seen == [
        ("PROPOSED", 0),
        ("VERIFIED", 0),
        ("REGISTERED", 0),
        ("PLEDGED", 60_000),
        ("FINANCED", 60_000),
    ]
    assert shut(rooms, contract_no="W-1") == []


def test_a_receipt_endorsed_to_the_pledgee_is_held_for_him() -> None:
    rooms = pledged(("R-1", "100 TNE"), gates=("verified", "pledged"))
    rooms.receive(receipt("R-2", "50 TNE", at(5)))
    rooms.receive(offered("W-1", at(5), "R-2"))
    hands = [{"endorser": SELLER, "endorsee": {"name": "Bank"}, "at": at(6)}]

    rooms.receive(receipt("R-2", "50 TNE", at(6), "endorsed", holder={"name": "Bank"}, endorsements=hands))
    rooms.receive(receipt("R-2", "50 TNE", at(7), "verified", holder={"name": "Bank"}))

    assert (state(rooms, "R2"), lent(rooms)) == ("PLEDGED", 90_000)


def test_the_price_moves_what_receipts_lend_and_a_fall_calls() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("60000", at(6), "W-1"))

    rooms.receive(quote("900", at(7)))

    assert lent(rooms) == 54_000
    assert "secures 54000.00 CNY, 60000.00 are owed: 6000.00 short" in rooms.alerts()["C04:W-1:SHORTFALL"]


def test_a_stale_price_closes_the_gate() -> None:
    rooms = pledged(("R-1", "100 TNE"))

    assert shut(rooms, at(days=2), "W-1") == ["priced: HRC was last quoted 2025-06-02 09:00Z"]


def test_a_receipt_stands_for_one_contract() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(opened("W-2"))

    rooms.receive(offered("W-2", at(6), "R-1"))

    assert refusals(rooms) == ["receipt R1 of PORTWAREHOUSE stands for W-1"]
    assert "is claimed for W-2" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]
    assert lent(rooms, contract_no="W-2") == 0
    assert shut(rooms, contract_no="W-1")[-1].startswith("frozen: receipt PORTWAREHOUSE|R1 is claimed")


def test_what_is_split_from_a_pledged_receipt_is_pledged_and_cannot_be_pledged_again() -> None:
    """T12: the children inherit the lien of their root, whatever contract they are offered for."""
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("60000", at(5), "W-1"))
    rooms.receive(opened("W-2"))

    rooms.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))
    assert (state(rooms, "R1"), state(rooms, "R1A"), lent(rooms)) == ("FINANCED", "FINANCED", 60_000)
    rooms.receive(receipt("R-1B", "60000 KGM", at(7), "split", parents=["R-1"]))
    assert (state(rooms, "R1"), state(rooms, "R1B"), lent(rooms)) == ("SUBSTITUTED", "FINANCED", 60_000)
    assert rooms.alerts() == {}

    rooms.receive(offered("W-2", at(8), "R-1A", "R-1"))

    assert refusals(rooms) == [
        "receipt R1A of PORTWAREHOUSE stands for W-1",
        "receipt R-1: nothing is left on it: it was split, merged, picked or cancelled",
    ]
    assert {row.root for row in rooms.rows(Receipt)} == {"R1"}


def test_a_part_split_off_before_is_not_pledged_with_the_rest() -> None:
    """T12, the other way: the old paper still says 100, 40 of them have a paper of their own."""
    rooms = pledged(("R-1", "100 TNE"), gates=("verified",))
    other = Rooms()
    other.receive(opened(gates=("verified",)))
    other.receive(quote("1000", at(1)))
    other.receive(receipt("R-1", "100 TNE", at(1)))
    other.receive(receipt("R-1A", "40 TNE", at(2), "split", parents=["R-1"]))
    other.receive(offered("W-1", at(3), "R-1"))
    other.receive(receipt("R-1", "100 TNE", at(4), "verified", pledged_to={"name": "Bank"}))

    assert (lent(rooms), lent(other)) == (60_000, 36_000)


def test_a_split_that_is_told_after_its_part_was_pledged_elsewhere_disputes_both() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(opened("W-2"))
    rooms.receive(receipt("R-1A", "40 TNE", at(5)))
    rooms.receive(offered("W-2", at(6), "R-1A"))

    rooms.receive(receipt("R-1A", "40 TNE", at(7), "split", parents=["R-1"]))

    assert (state(rooms, "R1"), state(rooms, "R1A")) == ("DISPUTED", "DISPUTED")
    assert "is claimed for W-2" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]


def test_parts_of_more_than_the_whole_are_alarmed_and_do_not_count() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1A", "70 TNE", at(6), "split", parents=["R-1"]))

    rooms.receive(receipt("R-1B", "50 TNE", at(7), "split", parents=["R-1"]))

    text = "receipt R1B of PORTWAREHOUSE is for 20 TNE more than R1 had left"
    assert rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1B"] == text
    assert lent(rooms) == 42_000


def test_merged_receipts_go_on_in_the_one_they_became() -> None:
    rooms = pledged(("R-1", "100 TNE"), ("R-2", "50 TNE"))

    rooms.receive(receipt("R-3", "150 TNE", at(6), "merged", parents=["R-1", "R-2"]))

    assert [state(rooms, each) for each in ("R1", "R2", "R3")] == ["SUBSTITUTED", "SUBSTITUTED", "PLEDGED"]
    assert lent(rooms) == 90_000


def test_a_parent_told_anew_after_a_split_says_what_is_left_on_it() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1A", "40 TNE", at(6), "split", parents=["R-1"]))

    rooms.receive(receipt("R-1", "60 TNE", at(7), "verified", pledged_to={"name": "Bank"}))

    assert lent(rooms) == 60_000


def test_an_older_word_of_the_issuer_changes_nothing() -> None:
    rooms = pledged(("R-1", "100 TNE"))

    rooms.receive(receipt("R-1", "500 TNE", at(2)))

    assert lent(rooms) == 60_000


def test_goods_picked_on_a_release_use_it_up_and_others_are_alarmed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))
    rooms.receive(released("R1", at(6), "40 TNE"))
    assert (state(rooms, "R1"), lent(rooms)) == ("PARTIAL_RELEASE", 36_000)

    rooms.receive(receipt("R-1", "60 TNE", at(7), "picked"))
    assert (lent(rooms), rooms.alerts()) == (36_000, {})

    rooms.receive(receipt("R-1", "55 TNE", at(8), "picked"))
    assert lent(rooms) == 33_000
    assert rooms.alerts()["C01:receipt/PORTWAREHOUSE|R1"] == (
        "5 TNE of receipt R1 left without leave; it was for 60 TNE and stands for W-1"
    )


def test_no_more_is_released_than_what_stays_can_do_without() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))

    for step, text in (
        (released("R1", at(6), "50.01 TNE"), "secures 2999400 minor units of CNY, W-1 owes 3000000"),
        (released("R1", at(6)), "what stays secures 0 minor units"),
        (released("R1", at(6), "101 TNE"), "101 TNE of receipt R1, which has 100 TNE left"),
        (released("R9", at(6)), r"PORTWAREHOUSE\|R9 does not stand for W-1"),
        (released("R1", at(6), approver=""), "released by a named person"),
    ):
        with pytest.raises(Refused, match=text):
            rooms.receive(step)

    rooms.receive(released("R1", at(6), "50 TNE"))
    assert lent(rooms) == 30_000


def test_a_receipt_released_whole_is_free_and_stays_so() -> None:
    rooms = pledged(("R-1", "100 TNE"), ("R-2", "50 TNE"))
    rooms.receive(released("R1", at(6)))
    assert (state(rooms, "R1"), lent(rooms)) == ("RELEASED", 30_000)
    with pytest.raises(Refused, match="receipt R1 is not held any more"):
        rooms.receive(released("R1", at(7)))

    rooms.receive(receipt("R-1", "10 TNE", at(7), "picked"))
    assert rooms.alerts() == {}


def test_a_pledged_receipt_that_is_cancelled_secures_nothing_and_is_alarmed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(owed("30000", at(5), "W-1"))

    rooms.receive(receipt("R-1", "100 TNE", at(6), "cancelled"))

    assert lent(rooms) == 0
    assert {key.split(":")[0] for key in rooms.alerts()} == {"C01", "C04"}


def test_a_pledged_receipt_endorsed_to_a_third_is_disputed() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    hands = [{"endorser": SELLER, "endorsee": {"name": "Trader"}, "at": at(6)}]

    rooms.receive(receipt("R-1", "100 TNE", at(6), "endorsed", holder={"name": "Trader"}, endorsements=hands))
    assert (state(rooms, "R1"), lent(rooms)) == ("DISPUTED", 0)
    assert "claimed for TRADER, by endorsement" in rooms.alerts()["C08:receipt/PORTWAREHOUSE|R1"]

    said = ClaimJudged(kind="receipt", thing="PORTWAREHOUSE|R1", verdict="holder", approver="Li")
    rooms.receive(ordered("collateral.claim_judged.v1", said, at(7)))
    assert (state(rooms, "R1"), lent(rooms)) == ("PLEDGED", 60_000)


def test_a_receipt_its_issuer_holds_for_another_is_disputed() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(receipt("R-1", "100 TNE", at(1)))
    rooms.receive(offered("W-1", at(2), "R-1"))

    rooms.receive(receipt("R-1", "100 TNE", at(3), "verified", pledged_to={"name": "Other Bank"}))

    assert state(rooms, "R1") == "DISPUTED"
    [claim] = rooms.rows(Claim)
    assert claim.claimant == "OTHERBANK, as its issuer tells"


def test_what_cannot_be_pledged_is_refused_by_itself() -> None:
    rooms = Rooms()
    rooms.receive(opened())
    rooms.receive(receipt("R-1", "100 TNE", at(1), holder={"name": "Trader"}))
    rooms.receive(receipt("R-2", "100 TNE", at(1), valid_until=date(2025, 6, 2)))
    rooms.receive(receipt("R-3", "100 TNE", at(1), sku="PVC"))
    rooms.receive(receipt("R-4", "100 TNE", at(1), "cancelled"))
    rooms.receive(receipt("R-5", "100 TNE", at(1)))

    rooms.receive(offered("W-1", at(2), "R-1", "R-2", "R-3", "R-4", "R-5", "R-6"))

    assert refusals(rooms) == [
        "receipt R-1: its holder is TRADER",
        "receipt R-2: it was valid until 20250602",
        "receipt R-3: the contract has no terms for PVC",
        "receipt R-4: nothing is left on it: it was split, merged, picked or cancelled",
        "receipt R-6: its issuer has told of no such receipt",
    ]
    assert [row.thing for row in rooms.rows(Lien)] == ["PORTWAREHOUSE|R5"]
    with pytest.raises(Refused, match="contract F-1 takes no receipts here"):
        rooms.receive(offered("F-1", at(2), "R-5"))


def test_a_receipt_past_its_validity_counts_for_nothing() -> None:
    rooms = pledged(("R-1", "100 TNE"))
    rooms.receive(receipt("R-1", "100 TNE", at(5), "verified", valid_until=date(2025, 6, 4)))

    assert (lent(rooms, at(days=1)), lent(rooms, at(days=2))) == (60_000, 0)

    due = ExpiryCheckDue(subject="contract", number="W-1", at=at(days=1))
    rooms.receive(ordered("collateral.expiry_check_due.v1", due, at(days=1)))
    text = rooms.alerts()["C12:W-1/receipt/PORTWAREHOUSE|R1:7"]
    assert text == "receipt R1 of PORTWAREHOUSE ends on 2025-06-04"
    paper = rooms.row(Receipt, "PORTWAREHOUSE|R1")
    assert expiries_to_check([], [], [paper], at(days=0.5)) == []
    assert expiries_to_check([], [], [paper], at(days=1.5)) != []


def test_goods_pledged_by_their_lot_are_not_pledged_again_on_paper_nor_the_other_way() -> None:
    """§2.4: a receipt, and the lot it is for, are one security."""
    rooms = Rooms()
    rooms.receive(contract_opened(floor_value=money("1")))
    rooms.receive(inbound("IN-1", {"L1": "100 TNE", "L2": "100 TNE"}, at(1)))
    rooms.receive(pledge_confirm("PCF-1", "PN-1", {"L1": "100 TNE"}, at(2)))
    rooms.receive(opened())
    for no, lot in (("R-1", "L1"), ("R-2", "L2")):
        rooms.receive(receipt(no, "100 TNE", at(3), lot_no=lot))

    rooms.receive(offered("W-1", at(4), "R-1", "R-2"))
    assert refusals(rooms) == [
        "receipt R1 of PORTWAREHOUSE is for lot L1 at WH1, which stands for PC-1",
    ]
    assert "lot L1 at WH1 stands for PC-1" in rooms.alerts()["C08:lot/WH1|L1"]

    rooms.receive(pledge_confirm("PCF-2", "PN-2", {"L2": "100 TNE"}, at(5)))
    text = rooms.alerts()["C08:receipt/PORTWAREHOUSE|R2"]
    assert "receipt R2 on lot L2 at WH1 stands for W-1 (PROPOSED) and is claimed for PC-1" in text


def test_more_on_paper_than_lies_there_is_alarmed_until_it_does() -> None:
    rooms = Rooms()
    rooms.receive(inbound("IN-1", {"L1": "100 TNE"}, at(1)))
    rooms.receive(receipt("R-1", "100 TNE", at(2), lot_no="L1"))
    assert rooms.alerts() == {}

    rooms.receive(receipt("R-2", "30000 KGM", at(3), lot_no="L1"))
    text = "2 receipts on lot L1 at WH1 are for 130 TNE, 100 lie there"
    assert rooms.alerts()["C08:lot/WH1|L1:receipts"] == text

    rooms.receive(receipt("R-2", "30000 KGM", at(4), "cancelled", lot_no="L1"))
    assert rooms.alerts() == {}
