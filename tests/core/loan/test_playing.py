"""A plan is played from its beginning: early, late, in parts, and told late, a payment counts on its day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.loan.allocation import AllocationRule, Component, Payment, Surplus
from core.loan.penalty import PenaltyBase, PenaltyRule
from core.loan.playing import PlanRow, Played, Rules, play

DUE = date(2025, 6, 1)
RULES = Rules(PenaltyRule(), AllocationRule(), Decimal("0.072"))
ROWS = [
    PlanRow(
        number=k,
        due=DUE + timedelta(days=30 * k),
        overdue_after=DUE + timedelta(days=30 * k),
        principal=100_000_000,
        interest=1_800_000,
    )
    for k in range(3)
]


def on(days: int) -> date:
    return DUE + timedelta(days=days)


def paid(played: Played, component: Component) -> int:
    return sum(state.paid.get(component, 0) for state in played.rows)


def test_ten_days_late_cost_the_golden_number_and_are_paid_before_the_principal() -> None:
    """G4."""
    played = play(ROWS[:1], [], RULES, on(9))
    assert (played.rows[0].penalty, played.rows[0].compound) == (300_000, 5_400)
    assert played.past_due_days(on(10)) == 10

    whole = play(ROWS[:1], [Payment(on(10), 1, 102_105_400)], RULES, on(10))
    assert whole.rows[0].settled == on(10)
    assert whole.past_due_days(on(40)) == 0
    assert play(ROWS[:1], [Payment(on(10), 1, 102_105_400)], RULES, on(300)).rows == whole.rows


def test_what_was_paid_in_part_bears_nothing_from_its_day_on() -> None:
    half = [Payment(on(10), 1, 300_000 + 5_400 + 1_800_000 + 50_000_000)]

    played = play(ROWS[:1], half, RULES, on(19))

    assert played.rows[0].penalty == 300_000 + 150_000
    assert played.rows[0].compound == 5_400
    assert played.rows[0].open(Component.PRINCIPAL) == 50_000_000


def test_a_holiday_after_the_due_day_costs_nothing_and_counts_once_it_is_over() -> None:
    row = ROWS[0]._replace(overdue_after=on(2))

    assert play([row], [], RULES, on(2)).rows[0].penalty == 0
    assert play([row], [], RULES, on(2)).past_due_days(on(2)) == 0
    assert play([row], [], RULES, on(3)).rows[0].penalty == 4 * 30_000
    assert play([row], [], RULES, on(3)).past_due_days(on(3)) == 3


def test_where_the_whole_loan_bears_the_overdue_rate_it_does_so_once() -> None:
    """T14."""
    rules = Rules(PenaltyRule(base=PenaltyBase.LOAN), AllocationRule(), Decimal("0.072"))

    played = play(ROWS, [], rules, on(34))

    assert [state.penalty for state in played.rows] == [35 * 90_000, 0, 0]


@given(
    st.lists(st.tuples(st.integers(0, 120), st.integers(1, 200_000_000)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_payments_give_the_same_whenever_they_become_known(
    drawn: list[tuple[int, int]], chance: object
) -> None:
    """B11, and nothing vanishes (B10)."""
    payments = [Payment(on(days), number, minor) for number, (days, minor) in enumerate(drawn)]
    told_late = list(payments)
    chance.shuffle(told_late)  # type: ignore[attr-defined]

    played = play(ROWS, payments, RULES, on(150))

    assert play(ROWS, told_late, RULES, on(150)) == played
    spread = sum(part.amount for _, allocation in played.allocations for part in allocation.parts)
    surplus = sum(allocation.surplus for _, allocation in played.allocations)
    assert spread + surplus == sum(minor for _, minor in drawn)
    assert all(state.open(each) >= 0 for state in played.rows for each in Component)
    assert all(allocation.surplus_goes is Surplus.OFFSET for _, allocation in played.allocations)
