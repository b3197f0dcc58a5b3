"""A loan is repaid early: quote, refund and penalty to the cent (B12, T15)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.calendar.china import ChinaHolidays
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.rounding import Rounding
from core.loan.accrual import earned_by
from core.loan.calendars import BusinessDays, HolidayRule, Roll
from core.loan.early import EarlyRule, FeeBase, InterestBase, Keep, Refund, quote, rescheduled
from core.loan.interest import Basis
from core.loan.schedules import schedule
from core.loan.terms import ALL_PERIODS, Cents, Method, Terms
from tests.core.loan.loans import DRAWN, a_loan, loans

CHINA = BusinessDays(ChinaHolidays())
MILLION = Money(100_000_000, "CNY")
BULLET = schedule(
    a_loan(principal=MILLION, rate=Decimal("0.072"), method=Method.BULLET, periods=3, basis=Basis())
)
# Ten days into the second period, which has 28 days.
ON = date(2025, 2, 25)


@pytest.mark.parametrize(
    ("base", "now", "later"),
    [
        (InterestBase.BALANCE, 200_000, 216_000),
        (InterestBase.PREPAID, 80_000, 336_000),
        (InterestBase.SEGMENTED, 0, 416_000),
    ],
)
def test_interest_of_the_running_period_by_rule(base: InterestBase, now: int, later: int) -> None:
    """400,000 of 1,000,000 early: ten days of all and eighteen of 600,000, now or later."""
    quoted = quote(BULLET, ON, EarlyRule(interest=base), 40_000_000)

    assert (quoted.interest, quoted.later, quoted.outstanding) == (now, later, 60_000_000)
    assert quoted.total == 40_000_000 + now


@pytest.mark.parametrize(
    ("base", "fee"),
    [(FeeBase.LOAN, 1_000_000), (FeeBase.PART, 400_000), (FeeBase.REMAINING, 1_000_000)],
)
def test_an_early_repayment_costs_its_share(base: FeeBase, fee: int) -> None:
    assert quote(BULLET, ON, EarlyRule(fee_base=base, fee_rate=Decimal("0.01")), 40_000_000).fee == fee


def test_interest_taken_at_draw_comes_back_for_the_days_not_used() -> None:
    """T15: the factoring of G5 is paid back on day 30 of 90; 18,080.00 less thirty days of it."""
    factoring = schedule(
        a_loan(
            principal=Money(90_400_000, "CNY"),
            rate=Decimal("0.08"),
            drawn=date(2025, 3, 3),
            maturity=date(2025, 6, 1),
            method=Method.WITH_PRINCIPAL,
            basis=Basis(),
            advance=ALL_PERIODS,
        )
    )
    on = date(2025, 4, 2)

    quoted = quote(factoring, on, EarlyRule())

    assert earned_by(factoring, on) == 602_667
    assert (quoted.interest, quoted.refund) == (0, 1_808_000 - 602_667)
    assert quoted.total == 90_400_000 - 1_205_333
    assert quote(factoring, on, EarlyRule(refund=Refund.NONE)).total == 90_400_000
    # Half of it back: half of the sixty days' interest.
    assert quote(factoring, on, EarlyRule(), 45_200_000).refund == 602_667


def test_paid_off_nothing_is_outstanding_and_nothing_more_is_owed() -> None:
    """B12."""
    for base in InterestBase:
        quoted = quote(BULLET, ON, EarlyRule(interest=base))
        assert (quoted.interest, quoted.outstanding, quoted.later) == (200_000, 0, 0)
    with pytest.raises(Refused, match="nothing is outstanding"):
        rescheduled(BULLET, quote(BULLET, ON, EarlyRule()), Keep.TERM)


def test_on_a_due_date_an_early_part_bears_no_interest() -> None:
    quoted = quote(BULLET, BULLET.rows[0].due, EarlyRule(), 40_000_000)

    assert (quoted.interest, quoted.later) == (0, 336_000)


@pytest.mark.parametrize("part", [0, -1, 100_000_001, 9_999_999, 90_000_000])
def test_a_part_beyond_the_products_bounds_is_refused(part: int) -> None:
    rule = EarlyRule(share_min=Decimal("0.1"), share_max=Decimal("0.8"))

    with pytest.raises(Refused, match=r"0\.1 to 0\.8"):
        quote(BULLET, ON, rule, part)


@pytest.mark.parametrize("on", [date(2025, 1, 14), date(2025, 4, 15)])
def test_before_the_draw_and_after_the_end_there_is_nothing_to_quote(on: date) -> None:
    with pytest.raises(Refused, match="not within the loan"):
        quote(BULLET, on, EarlyRule())


def test_a_part_repaid_makes_instalments_smaller_or_the_term_shorter() -> None:
    made = schedule(a_loan())
    on = DRAWN + timedelta(days=40)
    quoted = quote(made, on, EarlyRule(), 20_000_000)

    same_term = rescheduled(made, quoted, Keep.TERM)
    shorter = rescheduled(made, quoted, Keep.INSTALMENT)

    assert [row.due for row in same_term.rows] == [row.due for row in made.rows[1:]]
    assert same_term.rows[1].payment < made.rows[1].payment
    assert len(shorter.rows) < len(same_term.rows)
    assert shorter.rows[1].payment == made.rows[1].payment
    assert same_term.rows[0].interest == shorter.rows[0].interest == quoted.later


def test_what_was_taken_at_draw_stays_taken_for_the_part_that_is_left() -> None:
    """A part back on day 10 of 31, the rest ten days later: each gets its own unused days, once."""
    made = schedule(a_loan(method=Method.BULLET, periods=1, basis=Basis(), advance=ALL_PERIODS))
    part = quote(made, DRAWN + timedelta(days=10), EarlyRule(), 20_000_000)

    left = rescheduled(made, part, Keep.TERM)
    rest = quote(left, DRAWN + timedelta(days=20), EarlyRule())

    # 600,000 at 6 % is 100.00 a day, a third of it for the part.
    assert (made.taken_at_draw, part.refund, part.later) == (310_000, 70_000, 0)
    assert (left.rows[0].interest, left.taken_at_draw) == (0, 40_000_000 * 6 * 21 // 36_000)
    assert rest.refund == 73_333


@pytest.mark.parametrize("method", [Method.EQUAL_PRINCIPAL, Method.BULLET])
def test_only_equal_instalments_can_stay_as_they_are(method: Method) -> None:
    made = schedule(a_loan(method=method))

    with pytest.raises(Refused, match="equal instalments"):
        rescheduled(made, quote(made, ON, EarlyRule(), 20_000_000), Keep.INSTALMENT)


def test_a_loan_that_rounding_has_repaid_has_nothing_to_quote() -> None:
    up = Cents(instalment_unit=1_000_000, instalment_rounding=Rounding.UP)
    made = schedule(a_loan(principal=Money(2_000_000, "CNY"), method=Method.EQUAL_PRINCIPAL, cents=up))

    assert made.rows[2].balance == 0
    with pytest.raises(Refused, match="of 0 minor units"):
        quote(made, date(2025, 6, 1), EarlyRule())


def test_an_interest_free_period_bears_none_for_who_repays_in_it() -> None:
    free = schedule(a_loan(method=Method.BULLET, interest_free=2))

    quoted = quote(free, ON, EarlyRule(), 20_000_000)

    assert (quoted.interest, quoted.later) == (0, 0)
    assert [row.interest for row in rescheduled(free, quoted, Keep.TERM).rows[:2]] == [0, 200_000]


def test_only_the_periods_that_are_left_of_those_taken_at_draw_stay_taken() -> None:
    made = schedule(a_loan(method=Method.BULLET, advance=2))
    left = rescheduled(made, quote(made, ON, EarlyRule(), 20_000_000), Keep.TERM)

    assert [bool(row.prepaid) for row in left.rows[:3]] == [True, False, False]
    assert [row.interest for row in left.rows[:3]] == [0, 200_000, 200_000]


def test_a_loan_in_grace_keeps_the_instalment_of_later() -> None:
    made = schedule(a_loan(principal_grace=3))
    quoted = quote(made, ON, EarlyRule(), 20_000_000)

    shorter = rescheduled(made, quoted, Keep.INSTALMENT)

    assert shorter.rows[3].payment == made.rows[4].payment
    assert len(shorter.rows) < len(made.rows) - 1


def test_what_is_left_is_paid_on_working_days_as_before() -> None:
    holidays = HolidayRule(roll=Roll.FOLLOWING)
    made = schedule(a_loan(holidays=holidays), CHINA)
    left = rescheduled(made, quote(made, ON, EarlyRule(), 20_000_000), Keep.TERM, CHINA)

    assert [row.pay_by for row in left.rows] == [row.pay_by for row in made.rows[1:]]


@given(loans(), st.integers(0, 2000), st.integers(1, 10**13), st.sampled_from(InterestBase))
def test_whatever_the_rule_each_segment_bears_its_interest_once(
    terms: Terms, days: int, part: int, base: InterestBase
) -> None:
    made = schedule(terms)
    on = terms.drawn + timedelta(days=days)
    assume(on < made.rows[-1].until)
    running = next(row for row in made.rows if row.since <= on < row.until)
    balance = running.balance + running.principal
    assume(balance)
    part = min(part, balance)

    quoted = quote(made, on, EarlyRule(interest=base), part)

    whole = quote(made, on, EarlyRule(), part)
    assert quoted.interest + quoted.later == whole.interest + whole.later
    assert min(quoted.interest, quoted.later, quoted.refund) >= 0
    assert quoted.refund <= made.taken_at_draw
    assert quoted.outstanding == balance - part
    if part < balance and terms.method is not Method.BY_PLAN:
        left = rescheduled(made, quoted, Keep.TERM).rows
        assert sum(row.principal for row in left) == quoted.outstanding
        assert left[-1].balance == 0
