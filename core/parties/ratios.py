"""Ratios of a party's statements: exact, and where an input is missing it is named, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from core.parties.ratio_table import RATIOS, Part, Ratio

DIGITS = 6
BEFORE = "before."
OPERATING = "operating_cash"
YEARS_NEGATIVE = "years_cash_negative"
# How many such periods a year has.
A_YEAR = {"M": 12, "Q": 4, "H": 2, "Y": 1}
DAYS_A_YEAR = 365


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A ratio to six decimals, half to even.

    missing: what it could not be told for want of: then it is None; with a value, it is at least that much.
    """

    name: str
    value: Decimal | None
    missing: tuple[str, ...] = ()


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """All ratios of a party at the end of a period (yyyymmdd; 0 where there is no statement at all)."""

    uscc: str
    scope: str
    period: str
    period_end: int
    currency: str
    audited: bool
    ratios: tuple[Measured, ...]

    def value(self, name: str) -> Decimal | None:
        return next((each.value for each in self.ratios if each.name == name), None)

    def missing(self, name: str) -> tuple[str, ...]:
        """Why it has no value; of a ratio that the house does not know, its name."""
        return next((each.missing for each in self.ratios if each.name == name), (name,))


def measure(figures: Mapping[str, int], period: str) -> tuple[Measured, ...]:
    """Every ratio of these figures; those of the year before are named with `before.`."""
    return tuple(_measured(ratio, figures, period) for ratio in RATIOS)


def in_a_row(flows: Iterable[int | None]) -> Measured:
    """How many years in a row, the newest first, operations took more cash than they brought."""
    count = 0
    for flow in flows:
        if flow is None:
            # At least so many: whether the year before was one too is not known.
            known = Decimal(count) if count else None
            return Measured(name=YEARS_NEGATIVE, value=known, missing=(BEFORE * bool(count) + OPERATING,))
        if flow >= 0:
            break
        count += 1
    return Measured(name=YEARS_NEGATIVE, value=Decimal(count))


def as_decimal(value: Fraction) -> Decimal:
    """To six decimals, half to even."""
    # Made from its digits, so that Python's own context cuts none.
    return Decimal(f"{round(value * 10**DIGITS)}E-{DIGITS}")


def _measured(ratio: Ratio, figures: Mapping[str, int], period: str) -> Measured:
    missing: dict[str, None] = {}
    total = Fraction(0)
    for part in ratio.parts:
        lost = [name for each in (*part.over, *part.under) if (name := each.lstrip("-")) not in figures]
        under = _sum(part.under, figures) if not lost else 1
        if not lost and part.under and under <= 0:
            # Of nothing, or less, no part can be told: a loss on a negative equity would look like a gain.
            lost = [f"{' + '.join(part.under)} above 0"]
        missing.update(dict.fromkeys(lost))
        if not lost:
            total += _times(part, period) * _sum(part.over, figures) / (under if part.under else 1)
    value = None if missing else as_decimal(total)
    return Measured(name=ratio.name, value=value, missing=tuple(missing))


def _times(part: Part, period: str) -> Fraction:
    return part.times * (Fraction(DAYS_A_YEAR, A_YEAR[period]) if part.by_days else 1)


def _sum(names: Iterable[str], figures: Mapping[str, int]) -> int:
    return sum(-figures[name[1:]] if name.startswith("-") else figures[name] for name in names)
