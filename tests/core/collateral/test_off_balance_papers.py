"""Receivables stand off the balance at what debtors owe, receipts at what their goods were worth (P2)."""

from __future__ import annotations

from datetime import date

import pytest

from core.collateral import off_balance
from core.collateral.closing_messages import ContractClosed
from core.collateral.lien import Lien
from tests.core.collateral import papers
from tests.core.collateral.off_books import assert_ties, entries, lines, off, publish
from tests.core.collateral.pledges import quote
from tests.core.collateral.receivables import (
    come_through,
    credit_note,
    filing,
    given_back,
    invoice,
    judged,
    letter,
    payment,
    restated,
    search,
    security,
    stated,
    verification,
)
from tests.core.rooms import Rooms, at, ordered

AMOUNTS = {"101": "100000", "102": "50000.50"}


def bought(items: dict[str, str] | None = None, **rest: object) -> Rooms:
    """F-1 with these invoices all the way through."""
    rooms, items = publish(Rooms()), items or AMOUNTS
    rooms.receive(security(**rest))
    for number, amount in items.items():
        rooms.receive(invoice(number, amount))
    come_through(rooms, "B-1", items)
    return rooms


def assigned(rooms: Rooms) -> int:
    return off(rooms, "assigned", "F-1")


def test_receivables_are_booked_at_their_invoices_once_they_are_assigned_a_line_each() -> None:
    rooms = publish(Rooms())
    rooms.receive(security())
    for number, amount in AMOUNTS.items():
        rooms.receive(invoice(number, amount))
    assert entries(rooms) == []

    come_through(rooms, "B-1", AMOUNTS)

    [entry] = entries(rooms)
    assert entry.lines == 2
    assert {line.lot: line.minor for line in lines(rooms, "assigned")} == {
        "101": 10_000_000,
        "102": 5_000_050,
    }
    assert off(rooms, contract_no="F-1") == 0
    assert_ties(rooms)
    rooms.receive(letter("acknowledgement", "A-B-1", [], at(6), about=["B-1"]))
    rooms.receive(restated("F-1", at(30)))
    assert len(entries(rooms)) == 1, "told twice and looked at again"


@pytest.mark.parametrize("kind", ["pledged_receivable", "pool"])
def test_receivables_that_stay_the_sellers_are_pledged_goods_to_the_book(kind: str) -> None:
    rooms = bought(kind=kind)

    assert off(rooms, contract_no="F-1") == 15_000_050
    assert assigned(rooms) == 0
    rooms.receive(payment("P-1", {"101": "100000", "102": "50000.50"}, at(8)))
    assert off(rooms, contract_no="F-1") == 0


def test_of_an_insured_sale_nothing_is_booked() -> None:
    rooms = bought(kind="policy")

    assert entries(rooms) == []


def test_what_is_paid_and_credited_leaves_and_no_more_than_there_was() -> None:
    rooms = bought({"101": "100000"})

    rooms.receive(payment("P-1", {"101": "40000"}, at(8)))
    assert assigned(rooms) == 6_000_000
    rooms.receive(credit_note("CN-1", "10000", "101", at(9)))
    assert assigned(rooms) == 5_000_000
    rooms.receive(payment("P-2", {"101": "70000"}, at(10)))

    assert assigned(rooms) == 0
    assert sum(line.minor for line in lines(rooms, "assigned") if line.minor < 0) == -10_000_000
    assert_ties(rooms)


def test_an_invoice_that_is_void_is_no_receivable_of_the_book() -> None:
    rooms = bought()

    rooms.receive(verification("101", at(8), "void"))

    assert assigned(rooms) == 5_000_050
    assert_ties(rooms)


def test_what_is_given_back_leaves_and_may_be_assigned_again() -> None:
    rooms = bought()
    [thing] = [each.thing for each in rooms.rows(Lien) if each.number == "101"]

    rooms.receive(given_back((thing,), "reassigned", at(8)))
    assert assigned(rooms) == 5_000_050
    rooms.receive(security(contract_no="F-2"))
    come_through(rooms, "B-2", {"101": "100000"}, contract_no="F-2")
    rooms.receive(filing("ZD-8", at(9), subject_no="F-2"))

    assert assigned(rooms) == 5_000_050
    assert off(rooms, "assigned", "F-2") == 10_000_000
    assert_ties(rooms)


def test_a_dispute_moves_nothing_and_what_is_given_up_leaves() -> None:
    rooms = bought({"101": "100000"})
    [lien] = rooms.rows(Lien)
    hit = {"filing_no": "X-1", "party": {"name": "Other"}, "date": date(2025, 5, 1), "text": "x"}

    rooms.receive(search(at(8), hit | {"property_numbers": ["101"]}))
    assert rooms.row(Lien, lien.kind, lien.thing).state == "DISPUTED"
    assert assigned(rooms) == 10_000_000
    rooms.receive(judged(lien.thing, "given_up", at(9)))

    assert assigned(rooms) == 0
    assert_ties(rooms)


def test_what_the_registry_cancels_leaves_and_comes_back_when_it_is_filed_again() -> None:
    rooms = bought()

    rooms.receive(filing("ZD-7", at(8), op="cancel"))
    assert assigned(rooms) == 0
    rooms.receive(filing("ZD-8", at(9)))

    assert assigned(rooms) == 15_000_050
    assert_ties(rooms)


def test_an_invoice_told_anew_moves_by_the_difference() -> None:
    rooms = bought({"101": "100000"})

    rooms.receive(invoice("101", "90000", at(8)))
    rooms.receive(verification("101", at(8.5)))
    assert assigned(rooms) == 9_000_000
    rooms.receive(stated("101", date(2025, 6, 3), paid={"amount": "30000", "currency": "CNY"}))

    assert assigned(rooms) == 6_000_000
    assert_ties(rooms)


def test_of_more_receivables_than_an_entry_has_lines_several_are_posted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(off_balance, "EVENTS_MAX", 2)

    rooms = bought({"101": "10", "102": "20", "103": "30"})

    assert assigned(rooms) == 6_000
    assert sorted(each.lines for each in entries(rooms)) == [1, 2]


def test_a_receivable_of_another_currency_counts_for_nothing() -> None:
    rooms = publish(Rooms())
    rooms.receive(security())
    rooms.receive(invoice("101", "100000", currency="USD"))
    come_through(rooms, "B-1", {"101": "100000"})

    assert entries(rooms) == []


def test_an_invoice_of_more_than_any_book_holds_is_a_fact_and_stands_nowhere() -> None:
    rooms = bought({"101": "90000000000000000", "102": "10"})

    assert assigned(rooms) == 1_000


def receipts(*told: tuple[str, str]) -> Rooms:
    """W-1 with these receipts pledged, at 1,000.00 a tonne."""
    rooms = publish(Rooms())
    rooms.receive(papers.opened())
    rooms.receive(quote("1000", at(1)))
    for no, amount in told:
        rooms.receive(papers.receipt(no, amount, at(1)))
    rooms.receive(papers.offered("W-1", at(2), *(no for no, _ in told)))
    for no, amount in told:
        rooms.receive(papers.receipt(no, amount, at(3), "verified", pledged_to={"name": "Bank"}))
    rooms.receive(filing("ZD-9", at(4), subject_no="W-1", kind="receipt"))
    return rooms


def held(rooms: Rooms) -> int:
    return off(rooms, contract_no="W-1")


def test_a_receipt_is_booked_at_the_price_of_the_day_it_is_held_for_the_pledgee() -> None:
    rooms = receipts(("R1", "100 TNE"), ("R2", "20 TNE"))
    rooms.receive(quote("700", at(6)))

    assert held(rooms) == 12_000_000
    assert_ties(rooms)


def test_a_receipt_that_is_split_hands_on_what_it_was_booked_at() -> None:
    rooms = receipts(("R1", "100 TNE"))
    rooms.receive(quote("700", at(6)))

    rooms.receive(papers.receipt("R1A", "30 TNE", at(7), "split", parents=["R1"]))

    assert held(rooms) == 10_000_000
    assert {line.lot: line.minor for line in lines(rooms)[1:]} == {"R1": -3_000_000, "R1A": 3_000_000}
    assert_ties(rooms)


def test_of_a_receipt_what_is_fetched_leaves_and_what_is_only_promised_stays() -> None:
    rooms = receipts(("R1", "100 TNE"))
    rooms.receive(papers.released("R1", at(6), "40 TNE"))
    assert held(rooms) == 10_000_000

    rooms.receive(papers.receipt("R1", "60 TNE", at(7), "picked"))
    assert held(rooms) == 6_000_000
    rooms.receive(papers.released("R1", at(8)))

    assert held(rooms) == 0
    assert_ties(rooms)


def test_a_receipt_that_is_cancelled_leaves_and_the_contract_ends_at_zero() -> None:
    rooms = receipts(("R1", "100 TNE"))

    rooms.receive(papers.receipt("R1", "100 TNE", at(7), "cancelled"))
    assert held(rooms) == 0
    rooms.receive(papers.released("R1", at(8)))
    rooms.receive(filing("ZD-9", at(9), subject_no="W-1", kind="receipt", op="cancel"))
    closed = ContractClosed(contract_no="W-1", approver="Li")
    rooms.receive(ordered("collateral.contract_closed.v1", closed, at(10)))

    assert held(rooms) == 0
    assert_ties(rooms)
