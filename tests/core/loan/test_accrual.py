"""Days' interest sums to the period's, whichever days were missed or run twice (B8)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.accrual import Accrued, Piece, accrue, earned_by, exact_interest
from core.loan.interest import Basis
from core.loan.schedules import schedule
from core.loan.terms import Method, Terms
from tests.core.loan.loans import DRAWN, a_loan, loans

SHORT = loans().filter(
    lambda terms: (
        terms.periods <= 6
        and terms.due.every <= 3
        and (terms.maturity is None or (terms.maturity - terms.drawn).days < 400)
    )
)


@given(SHORT)
def test_days_sum_to_the_interest_of_each_period(terms: Terms) -> None:
    made = schedule(terms)

    state, day = Accrued(through=terms.drawn), terms.drawn
    for row in made.rows:
        booked = 0
        while day < row.until:
            day += timedelta(days=1)
            state, more = accrue(made, state, day)
            assert more >= 0
            booked += more
        assert booked == row.earned


@given(SHORT, st.lists(st.integers(0, 700), max_size=12))
def test_missed_days_and_days_run_twice_give_the_same(terms: Terms, days: list[int]) -> None:
    """B8."""
    made = schedule(terms)
    state = Accrued(through=terms.drawn)

    for each in days:
        state, _ = accrue(made, state, terms.drawn + timedelta(days=each))

    assert state.booked == earned_by(made, state.through)
    assert accrue(made, state, state.through) == (state, 0)


def test_a_fraction_is_carried_to_the_next_day() -> None:
    """1,000.00 at 7.2 % is 20 cents a day; 1,111.11 is 22.2222, and the tenth day brings 223."""
    made = schedule(
        a_loan(principal=Money(111_111, "CNY"), rate=Decimal("0.072"), method=Method.BULLET, basis=Basis())
    )
    by_day = [earned_by(made, DRAWN + timedelta(days=number)) for number in range(6)]

    assert by_day == [0, 22, 44, 67, 89, 111]


def test_nothing_accrues_after_the_last_day() -> None:
    made = schedule(a_loan())

    assert earned_by(made, date(2026, 1, 15)) == earned_by(made, date(2030, 1, 1)) == made.interest


def test_interest_taken_at_draw_is_earned_day_by_day() -> None:
    made = schedule(a_loan(method=Method.BULLET, periods=3, basis=Basis(), advance=3))

    assert earned_by(made, DRAWN + timedelta(days=10)) == 100_000
    assert earned_by(made, made.rows[-1].until) == made.taken_at_draw


def test_a_balance_that_changed_within_a_period_bears_interest_piece_by_piece() -> None:
    made = schedule(a_loan(method=Method.BULLET, basis=Basis()))
    row, middle = made.rows[0], DRAWN + timedelta(days=10)
    pieces = [Piece(60_000_000, row.since, middle), Piece(30_000_000, middle, row.until)]

    # 10 days on 600,000 and 21 on 300,000 at 6 %.
    assert exact_interest(made, row, pieces) == 100_000 + 105_000
    with pytest.raises(Refused, match="not within"):
        exact_interest(made, row, [Piece(1, row.until, row.until + timedelta(days=1))])


def test_what_was_booked_by_another_schedule_is_not_taken_back_silently() -> None:
    dear = earned_by(schedule(a_loan(rate=Decimal("0.09"))), date(2025, 3, 1))

    with pytest.raises(Refused, match="not the schedule"):
        accrue(schedule(a_loan()), Accrued(through=date(2025, 3, 1), booked=dear), date(2025, 3, 2))
