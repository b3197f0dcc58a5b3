"""The end of a day: interest is earned once, what is not paid is late, and books and loan say the same."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from core.ledger import Entry
from core.loan import DayEnded, Facility
from core.loan.allocation import PRINCIPAL_FIRST, AllocationRule, Order
from core.loan.slices import LoanSlice, slice_of
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import LOAN, RunningLoan, on
from tests.core.rooms import ordered


def test_days_earn_the_interest_of_the_first_instalment_and_a_day_told_twice_earns_once() -> None:
    """G2 by days: 600,000 at 6 % in twelve, actual days over 360; B8, B15, B16."""
    loan = RunningLoan()

    loan.end_days(2025_04_02)
    assert loan.standing.accrued_minor == loan.dues()[0].interest_minor
    loan.assert_ties()
    entries = len(loan.rows(Entry))

    loan.end_day(2025_04_02)
    loan.end_day(2025_03_20)
    assert len(loan.rows(Entry)) == entries
    assert loan.row(LoanSlice, slice_of(LOAN)).ended_day == 2025_04_02


def test_days_that_were_missed_come_with_the_next_one() -> None:
    each, once = RunningLoan(), RunningLoan()

    each.end_days(2025_05_20)
    once.end_day(2025_05_20)

    assert once.standing.accrued_minor == each.standing.accrued_minor
    assert once.balance("6011", "") == each.balance("6011", "")
    assert once.balance("2221", "") == each.balance("2221", "")
    once.assert_ties()


def test_what_is_paid_on_its_day_is_not_late_and_pays_what_was_earned() -> None:
    loan = RunningLoan()
    loan.end_days(2025_04_02)
    first = loan.dues()[0]

    loan.pay(first.principal_minor + first.interest_minor, 2025_04_03, "R-1")
    loan.end_day(2025_04_03)

    assert loan.loan.state == "ACTIVE"
    assert loan.dues()[0].settled_day == 2025_04_03
    assert loan.standing.first_open == 2
    assert loan.standing.interest_paid_minor == first.interest_minor
    loan.assert_ties()


def test_a_day_that_is_told_again_by_another_message_reminds_nobody_again() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_27)
    assert _collected(loan) == ["remind"]
    books = loan.books()

    body = DayEnded(business_day=2025_03_27, slice=slice_of(LOAN))
    loan.receive(ordered("loan.day_ended.v1", body, on(2025_03_28), key="again"))

    assert _collected(loan) == ["remind"]
    assert loan.books() == books


def test_a_loan_whose_principal_is_paid_and_whose_interest_is_not_is_not_settled() -> None:
    first = AllocationRule(orders=(Order(components=PRINCIPAL_FIRST),))
    loan = RunningLoan(a_product(allocation=first), method=Method.WITH_PRINCIPAL, periods=1)
    loan.end_days(2025_04_02)

    loan.pay(60_000_000, 2025_04_03, "R-1")
    assert (loan.standing.outstanding_minor, loan.loan.state) == (0, "ACTIVE")
    loan.pay(310_000, 2025_04_03, "R-2")
    assert loan.loan.state == "SETTLED"


def test_what_is_not_paid_is_due_then_overdue_and_its_facility_gives_no_more() -> None:
    """T13 aside: the due day itself is not late; R53."""
    loan = RunningLoan()

    loan.end_days(2025_04_03)
    assert (loan.loan.state, loan.standing.past_due_days) == ("DUE", 0)

    loan.end_day(2025_04_04)
    assert (loan.loan.state, loan.standing.past_due_days) == ("OVERDUE", 1)
    assert loan.standing.penalty_minor > 0
    assert loan.row(Facility, "F-1").state == "FROZEN"
    assert f"L02:{LOAN}" in loan.alerts()
    assert _collected(loan) == [
        "remind",
        "remind",
        "remind",
        "debit",
        "call",
        "freeze_draws",
    ]

    loan.pay(60_000_000, 2025_04_04, "R-1")
    assert loan.loan.state == "ACTIVE"
    assert f"L02:{LOAN}" not in loan.alerts()
    loan.assert_ties()


def test_after_ninety_days_interest_is_no_income_and_what_was_booked_goes_back() -> None:
    """P12, Order 2023-1; what is suspended is income when it is paid."""
    loan = RunningLoan()

    loan.end_days(2025_07_02)
    assert (loan.standing.category, loan.standing.non_accrual) == (2, False)
    loan.end_day(2025_07_03)

    stands = loan.standing
    assert (stands.past_due_days, stands.category, stands.non_accrual) == (91, 3, True)
    assert loan.balance("1132") == 0
    assert stands.suspended_minor > 0
    assert stands.provision_minor == 600_000 + 15_000_000
    [went_bad] = [each.body for each in loan.produced if each.type == "risk.outcome_told.v1"]
    assert (went_bad.subject, went_bad.bad, went_bad.as_of) == (f"drawdown/{LOAN}", True, 2025_07_03)
    loan.assert_ties()

    loan.pay(20_000_000, 2025_07_04, "R-1")
    loan.end_day(2025_07_04)
    assert loan.standing.suspended_minor < stands.suspended_minor
    loan.assert_ties()


def _collected(loan: RunningLoan) -> list[str]:
    return [each.body.action for each in loan.produced if each.type == "loan.collection_due.v1"]


def test_a_payment_told_late_counts_on_its_day_and_what_was_charged_meanwhile_is_not() -> None:
    """B11: the books are as if it had been told in time; what was posted before is red, and posted anew."""
    late, punctual = RunningLoan(), RunningLoan()
    first = punctual.dues()[0]
    due = first.principal_minor + first.interest_minor
    for loan in (late, punctual):
        loan.end_days(2025_04_02)
    punctual.pay(due, 2025_04_03, "R-1")
    punctual.end_days(2025_04_10, since=2025_04_03)
    punctual.pay(1_000_000, 2025_04_11, "R-2")

    late.end_days(2025_04_10, since=2025_04_03)
    assert late.standing.penalty_minor > 0
    late.pay(1_000_000, 2025_04_11, "R-2")
    late.pay(due, 2025_04_03, "R-1", told=2025_04_12)

    assert late.loan.state == punctual.loan.state == "ACTIVE"
    assert late.standing.surplus_minor == punctual.standing.surplus_minor == 1_000_000
    assert late.standing.outstanding_minor == punctual.standing.outstanding_minor
    for account in ("1303.01", "1132", "6011", "2221", "2241.04", "1002.01"):
        assert late.balance(account, "") == punctual.balance(account, ""), account
    late.assert_ties()


def test_a_payment_taken_back_leaves_the_books_as_if_it_never_came_and_is_taken_back_once() -> None:
    """P19, B11, L12."""
    loan, untouched = RunningLoan(), RunningLoan()
    for each in (loan, untouched):
        each.end_days(2025_04_10)
    loan.pay(3_000_000, 2025_04_11, "R-1")

    loan.take_back("R-1", 2025_04_12)

    assert loan.loan.state == "OVERDUE"
    for account in ("1303.01", "1132", "6011", "2221", "2241.04", "1002.01"):
        assert loan.balance(account, "") == untouched.balance(account, ""), account
    loan.assert_ties()
    with pytest.raises(Refused, match="R-1 is reversed"):
        loan.take_back("R-1", 2025_04_12)
