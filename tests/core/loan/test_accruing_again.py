"""Interest of a bad loan is income again (P12): arrears paid and three instalments in time, never sooner."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.loan import Receipt
from core.loan.classification import THRESHOLDS, Category, Facts, accrues_again
from tests.core.loan.running import RunningLoan
from tests.core.loan.test_money_in import paid
from tests.core.loan.together import SHARE, LentTogether

BAD_SINCE = 2025_07_03


def bad(loan: RunningLoan) -> RunningLoan:
    """Nothing was paid until the 91st day after the first instalment."""
    loan.end_days(BAD_SINCE)
    assert loan.standing.non_accrual
    return loan


def pays_all_that_is_due(loan: RunningLoan, day: int, number: str) -> None:
    """With what being late cost by that day, to the cent: it is told after the end of the day before."""
    due = sum(each.open_minor for each in loan.dues() if each.due <= day and not each.settled_day)
    if not due:
        return
    paid(loan, f"{due / 100:.2f}", number, day)


def pays_until(loan: RunningLoan, months: int, *, since: int = BAD_SINCE + 1) -> None:
    """Arrears in July 2025, then so many instalments on their days."""
    pays_all_that_is_due(loan, since, "R-7")
    loan.end_day(since)
    # The cost of the last day is known once it is over.
    pays_all_that_is_due(loan, since + 1, "R-7b")
    loan.end_days(2025_08_02, since=since + 1)
    for place in range(months):
        day = 2025_08_03 + 100 * place
        pays_all_that_is_due(loan, day, f"R-{8 + place}")
        loan.end_days(day + (99 if place + 1 < months else 0), since=day)


def income(loan: RunningLoan) -> int:
    """Interest as income and its VAT."""
    return -loan.balance("6011", "") - loan.balance("2221", "")


def test_paid_up_and_kept_up_for_three_instalments_its_interest_is_income_again() -> None:
    loan = bad(RunningLoan())
    pays_until(loan, 3)
    stands = loan.standing

    assert not stands.non_accrual
    assert stands.suspended_minor == loan.balance("suspended_interest") == 0
    assert loan.balance("1132") == stands.accrued_minor - stands.interest_paid_minor > 0
    loan.assert_ties()
    loan.end_days(2025_10_31, since=2025_10_04)
    assert loan.balance("1132") > stands.accrued_minor - stands.interest_paid_minor
    assert loan.balance("suspended_interest") == 0
    loan.assert_ties()


def test_the_memo_comes_back_with_its_tax_and_to_the_cent() -> None:
    loan = bad(RunningLoan())
    pays_until(loan, 2)
    loan.end_days(2025_10_02, since=2025_09_04)
    pays_all_that_is_due(loan, 2025_10_03, "R-10")
    before, memo = income(loan), loan.standing.suspended_minor

    loan.end_day(2025_10_03)

    # The memo of that moment, and what the day itself earned before it was judged.
    back = loan.balance("1132")
    assert back >= memo
    assert income(loan) - before == back
    assert loan.standing.category == Category.NORMAL
    assert loan.standing.provision_minor == (loan.standing.outstanding_minor + 50) // 100


@pytest.mark.parametrize("months", [0, 1, 2])
def test_paid_up_alone_or_kept_up_too_short_it_stays_off_the_books(months: int) -> None:
    loan = bad(RunningLoan())

    pays_until(loan, months)

    assert loan.standing.category == Category.NORMAL
    assert loan.standing.non_accrual
    assert loan.balance("1132") == 0
    assert loan.standing.suspended_minor == loan.balance("suspended_interest")


def test_an_instalment_that_is_late_again_begins_the_count_anew() -> None:
    loan = bad(RunningLoan())
    pays_until(loan, 2)
    loan.end_days(2025_10_10, since=2025_09_04)
    days = (2025_10_11, 2025_11_03, 2025_12_03)
    for day, next_day in zip(days, (2025_11_03, 2025_12_03, 2025_12_20), strict=True):
        pays_all_that_is_due(loan, day, f"L-{day}")
        loan.end_days(next_day - 1, since=day)
        assert loan.standing.non_accrual, "of three in a row the first was late"


def test_money_taken_back_afterwards_leaves_nothing_off_the_books_of_a_good_loan() -> None:
    """And paid again everything is as it was."""
    loan = bad(RunningLoan())
    pays_until(loan, 3)
    before = (loan.balance("1132"), income(loan), loan.balance("1303.01"))

    loan.take_back("R-8", 2025_10_04)
    assert loan.standing.suspended_minor == loan.balance("suspended_interest") == 0
    loan.assert_ties()
    paid(loan, f"{loan.row(Receipt, 'R-8').minor / 100:.2f}", "R-8b", 2025_08_03)

    assert (loan.balance("1132"), income(loan), loan.balance("1303.01")) == before
    loan.assert_ties()


def test_of_what_is_lent_together_both_parts_come_back() -> None:
    loan = bad(LentTogether())
    pays_until(loan, 3)

    assert not loan.standing.non_accrual
    owed = loan.standing.accrued_minor - loan.standing.interest_paid_minor
    assert loan.balance("suspended_interest") == 0
    assert abs(loan.balance("1132") - SHARE.own(owed)) <= 1
    loan.assert_ties()


def test_how_long_it_must_be_kept_up_is_a_parameter_with_its_day_and_none_is_never() -> None:
    [row] = THRESHOLDS
    kept = Facts(paid_on_time=3)

    assert accrues_again(kept, Category.SPECIAL_MENTION, row)
    assert not accrues_again(replace(kept, paid_on_time=2), Category.NORMAL, row)
    assert not accrues_again(replace(kept, days_past_due=1), Category.NORMAL, row)
    assert not accrues_again(kept, Category.SUBSTANDARD, row)
    assert not accrues_again(kept, Category.NORMAL, replace(row, accrual_again=0))
