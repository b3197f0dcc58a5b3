"""What a bank books as one, told with its payments or without them: it is the same money and pays once."""

from __future__ import annotations

from typing import Any

import pytest

from core.loan import Receipt
from tests.core.loan.running import RunningLoan
from tests.core.loan.test_invoices_follow import bank, erp, paid, running
from tests.core.loan.test_money_in import BORROWER, stated
from tests.core.loan.test_statements_in import entry, tell
from tests.core.loan.test_told_twice import advised, booked, say


def part(amount: str, ref: str = "") -> dict[str, Any]:
    return {"amount": {"amount": amount, "currency": "CNY"}, "payer": {"id": BORROWER}, "bank_ref": ref}


def minor(loan: RunningLoan) -> int:
    """What stands in the books of all receipts."""
    return sum(row.minor for row in loan.rows(Receipt) if row.receipt_no in booked(loan))


@pytest.mark.parametrize("refs", [("", ""), ("T-1", "T-2")])
@pytest.mark.parametrize("first", ["report", "statement"])
def test_a_sum_and_its_payments_are_booked_once_whichever_is_told_first(
    first: str, refs: tuple[str, str]
) -> None:
    """camt.052 has the booking alone, camt.053 its payments; a late report comes behind."""
    loan = RunningLoan()
    whole = entry("200", "B-1", payments=[])
    parts = entry("200", "B-1", payments=[part("120", refs[0]), part("80", refs[1])])

    told = (whole, parts, whole, parts) if first == "report" else (parts, whole, parts, whole)
    for number, each in enumerate(told):
        tell(loan, f"S-{number}", each, kind="report" if each is whole else "statement")

    assert minor(loan) == 20_000
    assert len(booked(loan)) == (1 if first == "report" else 2)
    assert not [each for each in loan.alerts() if each.startswith("L04")]
    loan.assert_ties()


@pytest.mark.parametrize("first", ["report", "statement"])
def test_a_payment_with_a_reference_of_its_own_is_the_booking_that_it_is_all_of(first: str) -> None:
    loan = RunningLoan()
    alone, detailed = entry("200", "B-1", payments=[]), entry("200", "B-1", payments=[part("200", "T-1")])

    for each in (alone, detailed) if first == "report" else (detailed, alone):
        tell(loan, "I" if each is alone else "E", each)
    advised(loan, amount="200", bank_ref="B-1")
    advised(loan, "P-2", amount="200", bank_ref="T-1")

    assert booked(loan) == ["B-1" if first == "report" else "T-1"]
    loan.assert_ties()


def test_two_bookings_of_one_reference_with_payments_of_their_own_are_two() -> None:
    loan = RunningLoan()

    for number, ref in enumerate(("T-1", "T-2", "T-1", "T-2")):
        tell(loan, f"S-{number}", entry("100", "B-1", payments=[part("100", ref)]))

    assert booked(loan) == ["T-1", "T-2"]


@pytest.mark.parametrize("first", ["erp", "bank"])
def test_an_erp_that_knows_its_payment_by_the_reference_of_the_sum_tells_no_other_money(first: str) -> None:
    loan = RunningLoan()
    parts = entry("200", "B-1", payments=[part("120"), part("80")])

    if first == "erp":
        advised(loan, amount="120", bank_ref="B-1")
    tell(loan, "E", parts)
    if first == "bank":
        advised(loan, amount="120", bank_ref="B-1")

    assert minor(loan) == 20_000
    loan.assert_ties()


def test_an_erp_s_word_of_a_sum_pays_no_invoice_beside_the_payments_in_it() -> None:
    """The ERP waited for the bank, which tells each payment; now it names the reference of the booking."""
    rooms = running()
    bank(rooms, "1", "B-0")
    erp(rooms, "400000")
    parts = [
        {"amount": {"amount": each, "currency": "CNY"}, "remittance": ["INV-1"]}
        for each in ("300000", "100000")
    ]
    bank(rooms, "400000", payments=parts)
    assert paid(rooms) == 40_000_100

    erp(rooms, "400000", bank_ref="B-1")

    assert paid(rooms) == 40_000_100
    assert [row.receipt_no for row in rooms.rows(Receipt, state="applied")] == ["B-0", "B-1/1", "B-1/2"]
    assert "which is booked by its parts or its sum" in rooms.alerts()["L04:B-1"]


def test_a_person_is_called_where_the_sum_and_one_of_its_payments_are_both_booked() -> None:
    loan = RunningLoan()
    advised(loan, amount="120")
    stated(loan, "200", "B-1")

    tell(loan, "E", entry("200", "B-1", payments=[part("120"), part("80")]))

    assert "once more within B-1" in loan.alerts()["L04:B-1/1"]
    assert minor(loan) == 32_000


def test_an_erp_s_word_of_a_payment_in_a_booked_sum_books_nothing_more() -> None:
    loan = RunningLoan()
    tell(loan, "I", entry("200", "B-1", payments=[]), kind="report")
    parts = entry("200", "B-1", payments=[part("120", "T-1"), part("80", "T-2")])
    tell(loan, "E", parts)

    advised(loan, amount="120", bank_ref="T-1")
    assert booked(loan) == ["B-1"]
    assert "booked by its parts or its sum" in loan.alerts()["L04:T-1"]

    say(loan, "B-1", "take_back")
    tell(loan, "NEXT", parts)
    assert booked(loan) == ["T-1", "T-2"]
    loan.assert_ties()


def test_a_sum_that_was_taken_back_makes_room_for_its_payments() -> None:
    loan = RunningLoan()
    stated(loan, "200", "B-1")
    say(loan, "B-1", "take_back")

    tell(loan, "E", entry("200", "B-1", payments=[part("120"), part("80")]))

    assert minor(loan) == 20_000
    assert booked(loan) == ["B-1/1", "B-1/2"]
    loan.assert_ties()


def test_a_person_is_called_where_a_payment_and_its_booking_were_told_as_two() -> None:
    """The ERP knows the payment's reference, the bank's report the booking's: the statement has both."""
    loan = RunningLoan()
    advised(loan, bank_ref="T-1")
    tell(loan, "I", entry("100", "B-1", payments=[]), kind="report")
    assert booked(loan) == ["B-1", "T-1"]

    tell(loan, "E", entry("100", "B-1", payments=[part("100", "T-1")]))
    assert "T-1 is booked as T-1, and as B-1 by its booking" in loan.alerts()["L04:T-1"]

    say(loan, "B-1", "take_back")
    tell(loan, "NEXT", entry("100", "B-1", payments=[part("100", "T-1")]))
    assert booked(loan) == ["T-1"]
    loan.assert_ties()
