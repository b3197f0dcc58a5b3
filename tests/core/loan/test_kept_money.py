"""Money that comes before its day is kept on 2241.04, and pays on its day; nobody is late meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from core.loan import Due
from core.loan.allocation import Surplus
from core.loan.modes import Mode
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import RunningLoan


def first_of(loan: RunningLoan) -> Due:
    return loan.dues()[0]


def asked(due: Due) -> int:
    return due.principal_minor + due.interest_minor


def test_an_instalment_paid_days_before_its_day_is_paid_on_its_day_and_nothing_is_late() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_31)
    loan.pay(asked(first_of(loan)), 2025_04_01, "B-1")
    assert loan.standing.surplus_minor == asked(first_of(loan)) == -loan.balance("2241.04")
    assert not first_of(loan).settled_day

    loan.end_days(2025_04_20, since=2025_04_01)

    assert first_of(loan).settled_day == first_of(loan).due == 2025_04_03
    assert loan.loan.state == "ACTIVE"
    stands = loan.standing
    assert (stands.surplus_minor, stands.penalty_minor, stands.past_due_days) == (0, 0, 0)
    assert loan.balance("2241.04") == 0
    loan.assert_ties()


def test_what_is_kept_pays_as_far_as_it_goes_and_the_rest_is_late() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_31)
    loan.pay(first_of(loan).interest_minor + 100, 2025_04_01, "B-1")

    loan.end_days(2025_04_04, since=2025_04_01)

    due = first_of(loan)
    assert (due.paid_interest_minor, due.paid_principal_minor) == (due.interest_minor, 100)
    assert loan.loan.state == "OVERDUE"
    assert loan.standing.surplus_minor == 0
    loan.assert_ties()


def test_days_that_were_not_ended_come_with_the_next_and_money_that_was_here_was_here_on_its_day() -> None:
    loan = RunningLoan()
    loan.end_days(2025_03_31)
    loan.pay(asked(first_of(loan)), 2025_04_01, "B-1")

    loan.end_day(2025_04_10)

    assert first_of(loan).settled_day == 2025_04_03
    assert loan.standing.penalty_minor == 0
    assert loan.loan.state == "ACTIVE"
    loan.assert_ties()


def test_taken_back_after_it_paid_it_is_as_if_it_never_came() -> None:
    loan, never = RunningLoan(), RunningLoan()
    for each in (loan, never):
        each.end_days(2025_03_31)
    loan.pay(asked(first_of(loan)), 2025_04_01, "B-1")
    for each in (loan, never):
        each.end_days(2025_04_10, since=2025_04_01)

    loan.take_back("B-1", 2025_04_11)
    for each in (loan, never):
        each.end_day(2025_04_11)

    accounts = ("1002.02", "1132", "1303.01", "2241.04")
    assert [loan.balance(each, "") for each in accounts] == [never.balance(each, "") for each in accounts]
    assert loan.standing.penalty_minor == never.standing.penalty_minor > 0
    assert loan.loan.state == never.loan.state == "OVERDUE"
    loan.assert_ties()


def test_the_last_instalment_paid_before_its_day_settles_the_loan_on_its_day() -> None:
    loan = RunningLoan(method=Method.WITH_PRINCIPAL, periods=0, maturity=date(2025, 4, 3))
    loan.end_days(2025_03_31)
    loan.pay(asked(first_of(loan)), 2025_04_01, "B-1")

    loan.end_days(2025_04_05, since=2025_04_01)

    assert loan.loan.state == "SETTLED"
    assert (loan.standing.outstanding_minor, loan.standing.surplus_minor) == (0, 0)
    loan.assert_ties()


@pytest.mark.parametrize(("goes", "paid"), [(Surplus.OFFSET, True), (Surplus.REFUND, False)])
def test_where_the_product_gives_it_back_it_pays_nothing(goes: Surplus, paid: bool) -> None:
    product = a_product(Mode.GOODS, "static")
    allocation = replace(product.allocation, surplus=goes)
    loan = RunningLoan(replace(product, allocation=allocation))
    loan.end_days(2025_03_31)
    loan.pay(asked(first_of(loan)), 2025_04_01, "B-1")

    loan.end_days(2025_04_03, since=2025_04_01)

    assert bool(first_of(loan).settled_day) is paid
    loan.assert_ties()
