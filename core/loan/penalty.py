"""What is overdue costs more: 罚息 on principal, 复利 on interest, by the days since it was due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused
from core.kernel.rounding import Rounding, divided
from core.loan.day_counts import DayCount, Ends, year_part
from core.loan.interest import ratio

# Ten years: what is counted from there on nobody meant.
OVERDUE_DAYS_MAX = 3660
_HALF_MORE = Decimal("0.5")


class PenaltyBase(StrEnum):
    """What bears the overdue rate: the principal of overdue instalments, or all that is outstanding.

    With the whole loan the overdue rate stands in place of the contract's: its interest stops that day.
    """

    INSTALMENT = "instalment"
    LOAN = "loan"


class CompoundBase(StrEnum):
    """What bears compound interest: nothing, unpaid interest, or unpaid penalty with it."""

    NONE = "none"
    INTEREST = "interest"
    INTEREST_AND_PENALTY = "interest_and_penalty"


class Step(msgspec.Struct, frozen=True):
    """From so many overdue days on, so much over the contract's rate (0.5: half more), or its own rate."""

    from_day: int = 0
    uplift: Decimal = _HALF_MORE
    rate: Decimal | None = None


class PenaltyRule(msgspec.Struct, frozen=True, kw_only=True):
    """How a product charges what is overdue.

    steps: the overdue rate, which may rise with the days. grace_days: within them nothing is charged;
    grace_kept: nor is it afterwards, else all days since the due date are charged once grace is over.
    fees: unpaid fees bear the overdue rate too.
    """

    steps: tuple[Step, ...] = (Step(),)
    base: PenaltyBase = PenaltyBase.INSTALMENT
    compound: CompoundBase = CompoundBase.INTEREST
    fees: bool = False
    grace_days: int = 0
    grace_kept: bool = False
    count: DayCount = DayCount.ACT_360
    ends: Ends = Ends.FIRST
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        if not 0 <= self.grace_days <= OVERDUE_DAYS_MAX:
            raise Refused(f"grace of {self.grace_days} days; up to {OVERDUE_DAYS_MAX}", cause="loan.grace")
        days = [step.from_day for step in self.steps]
        rise = all(sooner < later for sooner, later in pairwise(days))
        if not days or days[0] < 0 or days[-1] > OVERDUE_DAYS_MAX or not rise:
            raise Refused(
                f"steps of the overdue rate from days {days}: they must rise, up to {OVERDUE_DAYS_MAX}",
                cause="loan.steps",
            )


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """What is unpaid of one instalment, and since when it is late; `balance` is all principal outstanding."""

    after: date
    principal: int = 0
    interest: int = 0
    fees: int = 0
    penalty: int = 0
    balance: int = 0


class Charge(NamedTuple):
    """In minor units, of all days since it was late."""

    penalty: int
    compound: int


class Unpaid(NamedTuple):
    """So much stood unpaid in these days."""

    amount: int
    since: date
    until: date


def charge(overdue: Overdue, rule: PenaltyRule, rate: Decimal, on: date) -> Charge:
    """What was charged by `on` in all: a day's charge is what this grew by, so no fraction is lost."""
    factor = overdue_factor(overdue.after, rule, rate, on)
    base = overdue.principal if rule.base is PenaltyBase.INSTALMENT else overdue.balance
    compounding = {
        CompoundBase.NONE: 0,
        CompoundBase.INTEREST: overdue.interest,
        CompoundBase.INTEREST_AND_PENALTY: overdue.interest + overdue.penalty,
    }[rule.compound]
    return Charge(
        _whole((base + (overdue.fees if rule.fees else 0)) * factor, rule),
        _whole(compounding * factor, rule),
    )


def charge_of(pieces: Iterable[Unpaid], after: date, rule: PenaltyRule, rate: Decimal) -> int:
    """The same where parts were paid meanwhile: each piece bears what the factor grew by in its days."""
    exact = sum(
        (
            piece.amount
            * (
                overdue_factor(after, rule, rate, piece.until)
                - overdue_factor(after, rule, rate, piece.since)
            )
            for piece in pieces
        ),
        Fraction(0),
    )
    return _whole(exact, rule)


def overdue_factor(after: date, rule: PenaltyRule, rate: Decimal, on: date) -> Fraction:
    """The overdue rate times the part of a year that is charged, over all its steps."""
    grace_ends = after + timedelta(days=rule.grace_days)
    if on <= grace_ends:
        return Fraction(0)
    since = grace_ends if rule.grace_kept else after
    found = Fraction(0)
    steps = rule.steps
    for place, step in enumerate(steps):
        begins = max(since, after + timedelta(days=step.from_day))
        last = place + 1 == len(steps)
        ends = on if last else min(on, after + timedelta(days=steps[place + 1].from_day))
        if begins < ends:
            # The day more of both ends is that of the last day charged, not one of every step.
            counted = rule.ends if ends == on else Ends.FIRST if rule.ends is Ends.BOTH else rule.ends
            part = year_part(rule.count, begins, ends, counted)
            found += Fraction(*part) * overdue_rate(step, rate)
    return found


def overdue_rate(step: Step, rate: Decimal) -> Fraction:
    """A year's, exact: the step's own, or so much over the contract's."""
    if step.rate is not None:
        return Fraction(*ratio(step.rate))
    return Fraction(*ratio(rate)) * (1 + Fraction(*ratio(step.uplift)))


def _whole(exact: Fraction, rule: PenaltyRule) -> int:
    return divided(exact.numerator, exact.denominator, rule.rounding)
