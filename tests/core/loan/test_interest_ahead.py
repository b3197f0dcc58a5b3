"""Interest that a product lets be paid ahead of its days: of a loan paid off first nothing stays on 1132."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from core.loan.allocation import Ahead, AllocationRule, Component
from core.loan.early import EarlyRule, Refund
from core.loan.product import Product, Repaying
from core.loan.terms import Method
from tests.core.loan.rooms import a_product
from tests.core.loan.running import RunningLoan
from tests.core.loan.test_acts import act
from tests.core.loan.test_money_in import paid
from tests.core.loan.test_reopened import taken_back

AHEAD = AllocationRule(ahead=Ahead.NEXT, ahead_pays=(Component.INTEREST, Component.PRINCIPAL))


def ahead(refund: Refund) -> Product:
    repaying = Repaying(methods=(Method.EQUAL_INSTALMENT,), early=EarlyRule(refund=refund))
    return a_product(repaying=repaying, allocation=AHEAD)


def all_paid_on_the_first_due_day(refund: Refund) -> tuple[RunningLoan, int]:
    """Three instalments with all their interest on 2025-04-03; the loan and the interest of two of them."""
    loan = RunningLoan(ahead(refund), periods=3)
    loan.end_days(2025_04_02)
    later = sum(each.interest_minor for each in loan.dues()[1:])
    owed = sum(each.open_minor for each in loan.dues())
    paid(loan, f"{owed / 100:.2f}", "R-1", 2025_04_03)
    assert loan.loan.state == "SETTLED"
    return loan, later


def income(loan: RunningLoan) -> int:
    return -loan.balance("6011", "") - loan.balance("2221", "")


def test_interest_of_days_that_never_came_is_the_borrower_s_and_goes_back() -> None:
    loan, later = all_paid_on_the_first_due_day(Refund.UNEARNED)

    assert loan.balance("1132") == 0
    assert -loan.balance("2241.04") == loan.standing.surplus_minor == later > 0
    assert income(loan) == loan.dues()[0].interest_minor
    loan.assert_ties()

    act(loan, "refund_surplus", 2025_04_04)
    act(loan, "close", 2025_04_05)
    assert all(loan.balance(account) == 0 for account in ("1303.01", "1132", "1304", "2241.04"))


def test_where_the_product_keeps_it_it_is_income_with_its_tax() -> None:
    loan, later = all_paid_on_the_first_due_day(Refund.NONE)

    assert loan.balance("1132") == loan.standing.surplus_minor == 0
    assert income(loan) == later + loan.dues()[0].interest_minor
    loan.assert_ties()
    act(loan, "close", 2025_04_05)
    assert all(loan.balance(account) == 0 for account in ("1303.01", "1132", "1304", "2241.04"))


@pytest.mark.parametrize("refund", Refund)
def test_taken_back_it_waits_for_its_days_again_and_paid_again_it_ends_again(refund: Refund) -> None:
    loan, _ = all_paid_on_the_first_due_day(refund)
    before = (income(loan), loan.standing.surplus_minor)

    taken_back(loan, "R-1", 2025_04_03)
    assert loan.loan.state == "ACTIVE"
    assert loan.standing.interest_paid_minor == loan.standing.surplus_minor == 0
    assert income(loan) == loan.balance("1132") == loan.standing.accrued_minor
    loan.assert_ties()
    owed = sum(each.open_minor for each in loan.dues())
    paid(loan, f"{owed / 100:.2f}", "R-2", 2025_04_03)

    assert loan.loan.state == "SETTLED"
    assert (income(loan), loan.standing.surplus_minor) == before
    assert loan.balance("1132") == 0
    loan.assert_ties()


def test_paid_early_as_a_whole_what_was_paid_ahead_before_goes_back_too() -> None:
    """A part of later interest came ahead on the first due day; the rest is paid early in the next month."""
    loan = RunningLoan(ahead(Refund.UNEARNED), periods=3)
    loan.end_days(2025_04_02)
    first, second = loan.dues()[:2]
    paid(loan, f"{(first.open_minor + second.interest_minor) / 100:.2f}", "R-1", 2025_04_03)
    loan.end_days(2025_04_10, since=2025_04_03)
    assert loan.balance("1132") < 0, "it waits for its days"

    act(loan, "accelerate", 2025_04_11)
    paid(loan, f"{loan.standing.outstanding_minor / 100:.2f}", "R-2", 2025_04_11)

    assert loan.loan.state == "SETTLED"
    assert loan.balance("1132") == 0
    assert loan.standing.surplus_minor == second.interest_minor - (
        loan.standing.accrued_minor - first.interest_minor
    )
    loan.assert_ties()


def test_what_is_lent_together_takes_none() -> None:
    with pytest.raises(Refused, match="takes no interest ahead of its days"):
        a_product(booking="shared", allocation=AHEAD)
