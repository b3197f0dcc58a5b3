"""Receivables: verified, filed, noticed and acknowledged before they lend; what lowers them calls (T11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.collateral.call import Call
from core.collateral.receivable import Receivable
from core.kernel.errors import Refused
from tests.core.collateral.receivables import (
    assigned,
    come_through,
    credit_note,
    filing,
    invoice,
    item,
    lent,
    letter,
    offered,
    owed,
    payment,
    row,
    security,
    shut,
    state,
    stated,
    verification,
    yuan,
)
from tests.core.rooms import Rooms, at


def test_the_golden_invoice_lends_four_fifths_of_it() -> None:
    """G5: 1,130,000.00 with VAT at 80 %; the reserve is the rest."""
    rooms = assigned({"INV-1": "1130000.00"})

    assert lent(rooms) == "904,000.00"
    assert 1_130_000 - 904_000 == 226_000
    assert shut(rooms) == []
    assert state(rooms, "INV1") == "ASSIGNED"


def test_an_invoice_takes_every_step_and_lends_only_after_the_last() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1000"))
    assert shut(rooms) == [
        "verified: no receivable is proposed",
        "registered: no receivable is proposed",
        "noticed: no receivable is proposed",
    ]

    seen = []
    for step in (
        offered("B-1", {"INV-1": "1000"}),
        verification("INV-1", at(3)),
        filing("ZD-7", at(4)),
        letter("notice", "N-1", [], at(5), about=["B-1"]),
        letter("acknowledgement", "A-1", [], at(6), about=["B-1"]),
        owed("800", at(7)),
    ):
        rooms.receive(step)
        seen.append((state(rooms, "INV1"), lent(rooms)))

    assert seen == [
        ("PROPOSED", "0.00"),
        ("VERIFIED", "0.00"),
        ("REGISTERED", "0.00"),
        ("REGISTERED", "0.00"),
        ("ASSIGNED", "800.00"),
        ("FINANCED", "800.00"),
    ]


def test_steps_in_another_order_lead_to_the_same_and_never_past_one_that_is_missing() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(filing("ZD-7", at(1)))
    rooms.receive(offered("B-1", {"INV-1": "1000"}))
    rooms.receive(letter("acknowledgement", "A-1", [], at(3), about=["B-1"]))
    rooms.receive(letter("notice", "N-1", [], at(4), about=["B-1"]))
    assert (state(rooms, "INV1"), lent(rooms)) == ("PROPOSED", "0.00")
    assert shut(rooms) == ["verified: none of 1 receivables is verified"]

    rooms.receive(verification("INV-1", at(5)))

    assert (state(rooms, "INV1"), lent(rooms)) == ("ASSIGNED", "800.00")


def test_a_notice_of_another_account_is_no_notice_of_assignment() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(offered("B-1", {"INV-1": "1000"}))

    with pytest.raises(Refused, match="names no assignee: a notice of another account is no notice"):
        rooms.receive(letter("notice", "N-1", [], at(5), about=["B-1"], assignee=None))

    assert row(rooms, "INV1").noticed_at is None


def test_an_acknowledgement_without_a_notice_holds_nothing() -> None:
    rooms = Rooms()
    rooms.receive(security(gates=("noticed",)))
    rooms.receive(offered("B-1", {"INV-1": "1000"}))

    rooms.receive(letter("acknowledgement", "A-1", [], at(6), about=["B-1"]))

    why = "noticed: none of 1 receivables is acknowledged by its debtor after a notice of assignment"
    assert shut(rooms) == [why]


def test_a_debtor_may_confirm_a_part_and_reject_another() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})
    answers = [item("INV-1", "900", status="accept"), item("INV-2", "500", status="reject")]

    rooms.receive(letter("acknowledgement", "A-2", answers, at(8)))

    assert state(rooms, "INV2") == "DISPUTED"
    assert lent(rooms) == "720.00"


def test_undisclosed_factoring_asks_for_no_notice() -> None:
    rooms = Rooms()
    rooms.receive(security(gates=("verified", "registered", "frozen")))
    rooms.receive(offered("B-1", {"INV-1": "1000"}))
    rooms.receive(verification("INV-1", at(3)))
    rooms.receive(filing("ZD-7", at(4)))

    assert (state(rooms, "INV1"), lent(rooms), shut(rooms)) == ("ASSIGNED", "800.00", [])


def test_a_credit_note_after_finance_lowers_the_base_and_calls() -> None:
    """T11: 800 are owed on an invoice of 1,000; a credit note of 100 leaves 720."""
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(owed("800", at(7)))
    assert rooms.alerts() == {}

    rooms.receive(credit_note("CN-1", "-100", "INV-1", at(8)))

    assert lent(rooms) == "720.00"
    assert rooms.alerts()["C04:F-1:SHORTFALL"] == (
        "F-1 secures 720.00 CNY, 800.00 are owed: 80.00 short; credit note CN-1 takes 100 off invoice INV-1"
    )
    [call] = rooms.rows(Call)
    assert (call.cash_minor, call.goods_minor, call.due_at - call.called_at) == (
        8000,
        10000,
        timedelta(days=5),
    )
    told = [each.body for each in rooms.produced if each.type == "collateral.shortfall.v1"]
    assert [str(each.missing.amount) for each in told] == ["80.00"]
    assert shut(rooms)[0].startswith("frozen: it is called since 2025-06-02")


def test_a_dispute_after_finance_calls_and_its_end_cures_the_call() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(owed("800", at(7)))

    rooms.receive(stated("INV-1", date(2025, 6, 3), status="disputed"))
    assert (state(rooms, "INV1"), lent(rooms)) == ("DISPUTED", "0.00")
    assert rooms.rows(Call)[0].cash_minor == 80000

    rooms.receive(stated("INV-1", date(2025, 6, 4)))
    assert (state(rooms, "INV1"), lent(rooms)) == ("FINANCED", "800.00")
    assert (rooms.rows(Call)[0].state, rooms.alerts(), shut(rooms)) == ("cured", {}, [])


def test_a_dispute_over_a_part_takes_that_part() -> None:
    rooms = assigned({"INV-1": "1000"})

    rooms.receive(stated("INV-1", date(2025, 6, 3), status="disputed", disputed=yuan("300")))

    assert (state(rooms, "INV1"), lent(rooms)) == ("ASSIGNED", "560.00")


def test_an_older_statement_changes_nothing() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(stated("INV-1", date(2025, 6, 4), paid=yuan("100"), gross=yuan("1000")))

    rooms.receive(stated("INV-1", date(2025, 6, 3), paid=yuan("900"), gross=yuan("1000")))

    assert lent(rooms) == "720.00"


def test_what_the_buyer_pays_lowers_what_lends_and_is_never_counted_twice() -> None:
    """A statement that tells the same payment as paid is no second one."""
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})

    rooms.receive(payment("P-1", {"INV-1": "400", "INV-2": "100"}, at(8), amount="500"))
    assert lent(rooms) == "800.00"
    rooms.receive(stated("INV-1", date(2025, 6, 3), paid=yuan("400"), gross=yuan("1000")))
    assert lent(rooms) == "800.00"

    rooms.receive(payment("P-2", {"INV-2": ""}, at(9), amount="400"))
    assert lent(rooms, at(10)) == "480.00"


def test_an_invoice_that_is_void_mismatched_or_not_found_lends_nothing() -> None:
    for result in ("void", "red", "mismatch", "not_found"):
        rooms = assigned({"INV-1": "1000"})
        rooms.receive(owed("800", at(7)))

        rooms.receive(verification("INV-1", at(8), result))

        assert (result, lent(rooms)) == (result, "0.00")
        assert f"800.00 short; tax office: invoice -/INV1 {result}" in rooms.alerts()["C04:F-1:SHORTFALL"]


def test_a_match_of_another_amount_is_none_and_no_answer_changes_nothing() -> None:
    rooms = assigned({"INV-1": "1000"})
    rooms.receive(verification("INV-1", at(8), "too_many_today"))
    assert lent(rooms) == "800.00"

    rooms.receive(verification("INV-1", at(8), total=yuan("999")))

    assert (row(rooms, "INV1").verified, lent(rooms)) == ("mismatch", "0.00")


def test_a_list_that_asks_for_more_than_the_invoice_lends_nothing() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(invoice("INV-1", "1000"))

    come_through(rooms, "B-1", {"INV-1": "1100"})

    assert (state(rooms, "INV1"), lent(rooms)) == ("ASSIGNED", "0.00")


def test_a_verification_too_old_lends_nothing_new_but_takes_nothing_back() -> None:
    """R23: 30 days for what is not financed yet."""
    rooms = assigned({"INV-1": "1000"})
    assert lent(rooms, at(days=30)) == "800.00"
    assert lent(rooms, at(days=32)) == "0.00"
    assert shut(rooms, at(days=32)) == ["verified: every verification is over 30 days old"]

    rooms.receive(owed("800", at(7)))
    assert lent(rooms, at(days=32)) == "800.00"


def test_a_credit_note_that_names_no_single_invoice_is_for_a_person() -> None:
    rooms = assigned({"INV-1": "1000", "INV-2": "500"})

    rooms.receive(credit_note("CN-1", "-100", "INV-1 INV-2", at(8)))

    assert lent(rooms) == "1,200.00"
    assert "CN-1 of 100 CNY" in rooms.alerts()["C07:credit/91350100M000100Y43/CN-1"]


def test_a_credit_note_that_comes_before_its_invoice_counts_when_that_comes() -> None:
    rooms = Rooms()
    rooms.receive(security())
    rooms.receive(credit_note("CN-1", "-100", "INV-1", at(1)))
    rooms.receive(invoice("INV-1", "1000"))

    come_through(rooms, "B-1", {"INV-1": "1000"})

    assert lent(rooms) == "720.00"


def test_a_list_for_a_contract_that_takes_no_receivables_is_refused() -> None:
    rooms = Rooms()

    with pytest.raises(Refused, match="B-1 is for contract F-1, which takes no receivables here; open it"):
        rooms.receive(offered("B-1", {"INV-1": "1000"}))
    rooms.receive(security(kind="receipt"))
    with pytest.raises(Refused, match="takes no receivables here"):
        rooms.receive(offered("B-1", {"INV-1": "1000"}))

    assert rooms.rows(Receivable) == []


def test_a_security_is_opened_once_with_a_rate_and_a_zone_there_are() -> None:
    rooms = Rooms()
    rooms.receive(security())

    with pytest.raises(Refused, match="contract F-1 is open already"):
        rooms.receive(security(rate_ppm=700_000))
    with pytest.raises(Refused, match="F-2 lends 1200000 ppm of its base"):
        rooms.receive(security(contract_no="F-2", rate_ppm=1_200_000))
    with pytest.raises(Refused, match="'Mars/Base' is no time zone"):
        rooms.receive(security(contract_no="F-2", zone="Mars/Base"))
    with pytest.raises(Refused, match="blessed: no gate of this name"):
        rooms.receive(security(contract_no="F-2", gates=("blessed",)))
