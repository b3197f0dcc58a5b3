"""Which part of a year lies between two dates: an exact fraction, by the convention of the contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.kernel.errors import Refused

_DAY = timedelta(days=1)


class DayCount(StrEnum):
    """The conventions a product may choose; 30/360 is the bond basis of the United States."""

    ACT_360 = "ACT/360"
    ACT_364 = "ACT/364"
    ACT_365F = "ACT/365F"
    ACT_ACT_ISDA = "ACT/ACT ISDA"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30E/360"


class Ends(StrEnum):
    """Which of its two ends a period counts: 算头不算尾 (the habit of banks), 算尾不算头, 算头又算尾."""

    FIRST = "first"
    LAST = "last"
    BOTH = "both"


class YearPart(NamedTuple):
    """A part of a year; not reduced, so that all parts of one convention have one denominator."""

    numerator: int
    denominator: int


# 365 and 366 have no common factor: every ISDA fraction is a whole number of these.
_ISDA_YEAR = 365 * 366
_YEARS = {
    DayCount.ACT_360: 360,
    DayCount.ACT_364: 364,
    DayCount.ACT_365F: 365,
    DayCount.ACT_ACT_ISDA: _ISDA_YEAR,
    DayCount.THIRTY_360: 360,
    DayCount.THIRTY_E_360: 360,
}


def year_of(count: DayCount) -> int:
    """The denominator of all year parts of the convention."""
    return _YEARS[count]


def year_part(count: DayCount, since: date, until: date, ends: Ends = Ends.FIRST) -> YearPart:
    """Refused where the dates are inverted."""
    if until < since:
        raise Refused(f"the period ends on {until}, before it begins on {since}", cause="loan.dates_inverted")
    return YearPart(counter(count, ends)(since, until), _YEARS[count])


def counter(count: DayCount, ends: Ends = Ends.FIRST) -> Callable[[date, date], int]:
    """What counts the numerators, for whoever counts many periods whose order was seen to."""
    counting = _COUNTERS[count]
    if ends is Ends.FIRST:
        return counting
    if count is DayCount.ACT_ACT_ISDA:
        # Each single day belongs to its own year here, so it matters which of them are meant.
        skipped = _DAY if ends is Ends.LAST else timedelta()
        return lambda since, until: _isda(since + skipped, until + _DAY)
    if ends is Ends.LAST:
        return counting
    return lambda since, until: counting(since, until) + 1


def _actual(since: date, until: date) -> int:
    return until.toordinal() - since.toordinal()


def _isda(since: date, until: date) -> int:
    leap = _leap_days_before(until) - _leap_days_before(since)
    common = until.toordinal() - since.toordinal() - leap
    return leap * 365 + common * 366


def _leap_days_before(day: date) -> int:
    """How many days of leap years lie before it since the year 1."""
    year = day.year - 1
    days = 366 * (year // 4 - year // 100 + year // 400)
    if day.year % 4 == 0 and (day.year % 100 or day.year % 400 == 0):
        days += day.toordinal() - date(day.year, 1, 1).toordinal()
    return days


def _thirty(since: date, until: date) -> int:
    first = min(since.day, 30)
    last = 30 if until.day == 31 and first == 30 else until.day
    return _months(since, until) + last - first


def _thirty_e(since: date, until: date) -> int:
    return _months(since, until) + min(until.day, 30) - min(since.day, 30)


def _months(since: date, until: date) -> int:
    return 360 * (until.year - since.year) + 30 * (until.month - since.month)


_COUNTERS: dict[DayCount, Callable[[date, date], int]] = {
    DayCount.ACT_360: _actual,
    DayCount.ACT_364: _actual,
    DayCount.ACT_365F: _actual,
    DayCount.ACT_ACT_ISDA: _isda,
    DayCount.THIRTY_360: _thirty,
    DayCount.THIRTY_E_360: _thirty_e,
}
