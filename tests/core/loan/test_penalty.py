"""What is overdue bears the overdue rate, on the base the product names (G4, T14)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.penalty import (
    Charge,
    CompoundBase,
    Overdue,
    PenaltyBase,
    PenaltyRule,
    Step,
    Unpaid,
    charge,
    charge_of,
)

DUE = date(2025, 6, 1)
RATE = Decimal("0.072")
LATE = Overdue(after=DUE, principal=100_000_000, interest=1_800_000, fees=50_000, balance=300_000_000)


def after(days: int) -> date:
    return DUE + timedelta(days=days)


def test_ten_days_cost_what_the_golden_number_says() -> None:
    """G4: 1,000,000 at 1.5 x 7.2 % is 3,000.00, and 18,000 unpaid interest 54.00."""
    assert charge(LATE, PenaltyRule(), RATE, after(10)) == Charge(penalty=300_000, compound=5_400)


@pytest.mark.parametrize(
    ("rule", "penalty"),
    [
        (PenaltyRule(base=PenaltyBase.LOAN), 900_000),
        (PenaltyRule(fees=True), 300_150),
        (PenaltyRule(steps=(Step(rate=Decimal("0.18")),)), 500_000),
        (PenaltyRule(steps=(Step(uplift=Decimal(1)),)), 400_000),
    ],
)
def test_a_product_says_on_what_and_at_which_rate(rule: PenaltyRule, penalty: int) -> None:
    """T14: by instalment on its principal, by loan on all that is outstanding."""
    assert charge(LATE, rule, RATE, after(10)).penalty == penalty


@pytest.mark.parametrize(
    ("base", "compound"), [(CompoundBase.NONE, 0), (CompoundBase.INTEREST_AND_PENALTY, 6_300)]
)
def test_a_product_says_what_bears_compound_interest(base: CompoundBase, compound: int) -> None:
    late = Overdue(after=DUE, interest=1_800_000, penalty=300_000)

    assert charge(late, PenaltyRule(compound=base), RATE, after(10)).compound == compound


@pytest.mark.parametrize(
    ("kept", "days", "penalty"),
    [(False, 5, 0), (False, 6, 180_000), (True, 5, 0), (True, 6, 30_000)],
)
def test_grace_is_free_and_its_days_are_lost_or_kept_afterwards(kept: bool, days: int, penalty: int) -> None:
    rule = PenaltyRule(grace_days=5, grace_kept=kept)

    assert charge(LATE, rule, RATE, after(days)).penalty == penalty


def test_the_overdue_rate_rises_in_steps() -> None:
    rule = PenaltyRule(steps=(Step(0, Decimal("0.3")), Step(30, Decimal("0.5")), Step(90, Decimal(1))))

    # 200.00 a day at the contract's rate: 30 days at 1.3, 60 at 1.5, 10 at twice of it.
    assert charge(LATE, rule, RATE, after(100)).penalty == 20_000 * (30 * 13 + 60 * 15 + 10 * 20) // 10


@pytest.mark.parametrize("days", [(), (5, 5), (30, 0), (-1,), (0, 10**9)])
def test_steps_that_do_not_rise_are_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="must rise"):
        PenaltyRule(steps=tuple(Step(day) for day in days))


def test_a_part_that_was_paid_bears_it_until_that_day() -> None:
    pieces = [Unpaid(100_000_000, DUE, after(10)), Unpaid(40_000_000, after(10), after(20))]

    assert charge_of(pieces, DUE, PenaltyRule(), RATE) == 300_000 + 120_000


@pytest.mark.parametrize("grace", [-1, 10**9])
def test_grace_that_makes_no_sense_is_refused(grace: int) -> None:
    with pytest.raises(Refused, match="grace"):
        PenaltyRule(grace_days=grace)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_days_missed_or_charged_twice_cost_the_same(principal: int, days: list[int]) -> None:
    late = Overdue(after=DUE, principal=principal)
    rule = PenaltyRule(steps=(Step(0), Step(30, Decimal(1))), grace_days=3)

    booked = 0
    for day in sorted(days):
        now = charge(late, rule, RATE, after(day)).penalty
        assert now >= booked
        booked = now

    assert booked == charge(late, rule, RATE, after(max(days))).penalty
