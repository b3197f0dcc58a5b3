"""What a bank tells of money, and tells again: each payment is one, whatever reference it has or has not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Refused
from core.loan import Facility, Loan, Receipt
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.loan.test_money_in import BORROWER, BUYER, paid, stated
from tests.core.rooms import told


def entry(amount: str, ref: str = "", **changed: Any) -> dict[str, Any]:
    """A credit of 3 April as a bank tells it, without a reference unless the test gives it one."""
    body: dict[str, Any] = {
        "amount": {"amount": amount, "currency": "CNY"},
        "side": "credit",
        "status": "booked",
        "bank_ref": ref,
        "value_date": "2025-04-03",
        "payments": [{"payer": {"id": BORROWER}}],
    }
    return body | changed


def tell(loan: RunningLoan, number: str, *entries: dict[str, Any], **changed: Any) -> list[Message]:
    """A statement, or a report within the day, of this number."""
    return stated(loan, "1", number, entries=list(entries), **changed)


def came(loan: RunningLoan) -> list[int]:
    """What was booked, in minor units."""
    return sorted(row.minor for row in loan.rows(Receipt))


def test_two_payments_alike_of_one_day_are_two_though_the_bank_gives_no_reference() -> None:
    loan = RunningLoan()

    tell(loan, "E", entry("100"), entry("100"), entry("200"))

    assert came(loan) == [10_000, 10_000, 20_000]
    loan.assert_ties()


@pytest.mark.parametrize("ref", ["", "NOTPROVIDED", "NONREF", "0000"])
def test_what_the_report_of_the_day_told_the_statement_of_the_day_tells_again(ref: str) -> None:
    """camt.052, then camt.053: the second of two alike is new, the first is known."""
    loan = RunningLoan()

    tell(loan, "I", entry("100", ref, entry_no="1"), kind="report")
    tell(loan, "E", entry("100", ref, entry_no="1"), entry("100", ref, entry_no="2"))

    assert came(loan) == [10_000, 10_000]
    assert not [each for each in loan.alerts() if each.startswith("L04")]


def test_banks_count_each_for_itself_the_same_number_on_another_account_is_other_money() -> None:
    loan = RunningLoan()
    second = replace(loan.row(Facility, "F-1"), facility_no="F-2", account="622300")
    loan.act(lambda _message, work: work.facilities.put(second), 2025_04_02)

    stated(loan, "100", "000123")
    stated(loan, "100", "000123", account={"number": "622300"})
    stated(loan, "100", "000123", account={"number": "622300"})

    assert {row.receipt_no: row.facility_no for row in loan.rows(Receipt)} == {
        "000123": "F-1",
        "622300/000123": "F-2",
    }


def test_the_same_number_of_another_month_is_told_and_books_nothing() -> None:
    """A bank whose numbers begin anew: what pays the next instalment must not vanish without a word."""
    loan = RunningLoan()
    stated(loan, "51671.71", "000123")

    stated(loan, "51671.71", "000123", "2025-05-03", statement_no="NEXT")

    assert came(loan) == [51_671_71]
    assert loan.alerts()["L04:000123"] == "000123 was of 20250403, and is told of 20250503"


def test_of_several_payments_booked_as_one_of_which_some_are_not_told_nobody_knows_whose_it_is() -> None:
    loan = RunningLoan()
    some = [
        {"amount": {"amount": "100", "currency": "CNY"}, "payer": {"id": each}} for each in (BORROWER, BUYER)
    ]

    tell(loan, "E", entry("300", "B-1", payments=some))

    assert loan.row(Receipt, "B-1").state == "unidentified"
    assert "L03:B-1" in loan.alerts()


def test_what_names_two_loans_and_came_to_another_account_is_not_lost() -> None:
    loan = RunningLoan()
    other = replace(loan.loan, loan_no="L-2")
    loan.act(lambda _message, work: work.loans.put(other), 2025_04_02)

    paid(loan, "100", "B-1", payee_account={"number": "9"}, purpose=f"{LOAN} L-2")

    assert loan.row(Receipt, "B-1").state == "unidentified"


def test_money_that_the_bank_takes_back_calls_a_person_and_still_stands_until_two_have_looked() -> None:
    loan = RunningLoan()
    stated(loan, "100", "B-1")

    tell(loan, "NEXT", entry("100", "R-7", side="debit", reversal=True, payments=[{"bank_ref": "B-1"}]))

    assert loan.alerts()["L04:B-1"] == "the bank took 100 CNY back; receipt B-1 still pays L-1"
    assert loan.row(Receipt, "B-1").state == "applied"


def test_money_taken_back_that_nobody_knows_is_told_of_our_accounts_alone() -> None:
    loan = RunningLoan()
    back = entry("100", "R-7", side="debit", reversal=True)

    tell(loan, "X", back, account={"number": "9"})
    assert not [each for each in loan.alerts() if each.startswith("L04")]
    tell(loan, "Y", back)
    assert "no receipt is known by R-7" in loan.alerts()["L04:622200/R-7"]


@pytest.mark.parametrize(("day", "books"), [("2025-04-13", 1), ("2025-04-14", 0), ("2035-04-03", 0)])
def test_money_that_counts_from_a_far_day_is_not_here_yet(day: str, books: int) -> None:
    """A slip of the pen in a year would else earn all interest of the loan at once."""
    loan = RunningLoan()
    loan.end_days(2025_04_02)
    accrued = loan.standing.accrued_minor
    body = {
        "payment_no": "P-1",
        "amount": {"amount": "100", "currency": "CNY"},
        "value_date": day,
        "payer": {"id": BORROWER},
        "payee_account": {"number": "622200"},
        "bank_ref": "B-1",
    }

    loan.receive(told("erp.payment.v1", body, received=on(2025_04_03)))

    assert len(loan.rows(Receipt)) == books
    assert ("L04:B-1" in loan.alerts()) is (not books)
    assert books or loan.standing.accrued_minor == accrued
    loan.assert_ties()


def funder_tells(loan: RunningLoan, partner: str, loan_no: str) -> list[Message]:
    body = {
        "repay_no": "R-1",
        "loan_no": loan_no,
        "kind": "normal",
        "amount": {"amount": "100", "currency": "CNY"},
        "value_date": "2025-04-03",
    }
    return loan.receive(replace(told("funder.repayment.v1", body, received=on(2025_04_03)), partner=partner))


def test_a_funder_tells_of_money_on_his_own_loans_alone_and_by_his_own_numbers() -> None:
    loan = RunningLoan()
    kept = loan.loan

    def lent(_message: Message, work: Any) -> None:
        work.loans.put(replace(kept, funder="fund-a", funder_loan_no="X-9"))
        work.loans.put(replace(kept, loan_no="X-9", funder="fund-b", funder_loan_no=LOAN))

    loan.act(lent, 2025_04_02)

    with pytest.raises(Refused, match="thief tells of money on L-1, which is not its loan"):
        funder_tells(loan, "thief", LOAN)
    assert came(loan) == []
    funder_tells(loan, "fund-a", "X-9")
    assert [row.loan_no for row in loan.rows(Receipt)] == [LOAN]
    assert loan.row(Loan, "X-9").version == kept.version


def test_of_a_repayment_that_is_not_what_it_is_split_into_nothing_is_booked_until_people_looked() -> None:
    loan = RunningLoan()
    body = {
        "repay_no": "R-1",
        "loan_no": LOAN,
        "kind": "normal",
        "amount": {"amount": "1000", "currency": "CNY"},
        "value_date": "2025-04-03",
        "split": {"principal": {"amount": "100", "currency": "CNY"}},
    }

    loan.receive(told("funder.repayment.v1", body, received=on(2025_04_03)))

    assert came(loan) == []
    assert "amount is stated as 1000 and comes to 100" in loan.alerts()["L04:L-1/R-1"]
