"""Interest of days on a balance, exact until it is named to be rounded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from core.kernel.errors import Refused
from core.loan.day_counts import DayCount, Ends, counter, year_of
from core.loan.due_dates import whole_months

RATE_MAX = 100
RATE_DIGITS_MAX = 18


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """How days become parts of a year.

    monthly: a whole month is a twelfth of a year however many days it has, broken months go by the count.
    """

    count: DayCount = DayCount.ACT_360
    ends: Ends = Ends.FIRST
    monthly: bool = False


class YearParts:
    """Counts parts of years in whole numbers of one denominator, for many periods of one loan."""

    def __init__(self, basis: Basis) -> None:
        # Both ends of every period would count each due day twice: the day more is that of maturity alone.
        inner = Ends.FIRST if basis.ends is Ends.BOTH else basis.ends
        self._scale = 12 if basis.monthly else 1
        self._monthly = basis.monthly
        self._inner = counter(basis.count, inner)
        self._final = counter(basis.count, basis.ends)
        self._year = year_of(basis.count)
        self.denominator = self._year * self._scale

    def between(self, since: date, until: date, *, final: bool = False) -> int:
        """`final`: the period ends with the loan."""
        counts = self._final if final else self._inner
        if not self._monthly:
            return counts(since, until)
        months, rest = whole_months(since, until)
        if rest == until and counts is self._inner:
            return months * self._year
        return months * self._year + 12 * counts(rest, until)

    def counting(self) -> Callable[[date, date], int]:
        """`between` of inner periods, without its questions."""
        return self.between if self._monthly else self._inner

    def months(self, count: int) -> int | None:
        """So many whole months, where they are counted as such."""
        return count * self._year if self._monthly else None


def ratio(rate: Decimal) -> tuple[int, int]:
    """A rate as a fraction; Refused if it is none, so that no sum grows without an end."""
    if not rate.is_finite():
        raise Refused(f"a rate of {rate} a year", cause="loan.rate")
    return _ratio(rate)


@lru_cache(1024)
def _ratio(rate: Decimal) -> tuple[int, int]:
    """By its value alone, for rates that are equal are one to the cache."""
    if 0 <= rate <= RATE_MAX and (not rate or rate.adjusted() >= -RATE_DIGITS_MAX):
        top, bottom = rate.as_integer_ratio()
        if 10**RATE_DIGITS_MAX % bottom == 0:
            return top, bottom
    raise Refused(
        f"a rate of {str(rate)[:40]} a year; from 0 to {RATE_MAX}, at most {RATE_DIGITS_MAX} decimals",
        cause="loan.rate",
    )


def interest_of(balance: int, rate: Decimal, part: tuple[int, int]) -> Fraction:
    """Exact interest in minor units for that part of a year."""
    return Fraction(balance * part[0], part[1]) * Fraction(*ratio(rate))
