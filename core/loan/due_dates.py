"""On which days instalments fall due: from the draw, at month end or on a fixed day, keeping the seed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum
from itertools import islice

import msgspec

from core.kernel.errors import Refused

# A hundred years of months: more is a mistake, and must not be computed.
PERIODS_MAX = 1200
_LONG_MONTH, _SHORTEST_MONTH = 31, 28
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DueDay(StrEnum):
    """Which day of the month: that of the draw, the last one, or a fixed one (or the last before it)."""

    DRAW_DAY = "draw_day"
    MONTH_END = "month_end"
    FIXED = "fixed"


class Broken(StrEnum):
    """Where the first period is no whole one, it ends on the first due day there is, or on the one after."""

    SHORT = "short"
    LONG = "long"


class Every(StrEnum):
    """The unit of the time between two due dates."""

    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


class DueRule(msgspec.Struct, frozen=True, kw_only=True):
    """When instalments fall due.

    every: months, weeks or days between them. With month end or a fixed day, what divides a year is counted
        from its beginning: quarters are those of the calendar (按季结息 on the 20th of their last month).
    first: the first due date where the contract names it; its day is then the seed of the others.
    """

    day: DueDay = DueDay.DRAW_DAY
    fixed: int = 0
    every: int = 1
    unit: Every = Every.MONTHS
    broken: Broken = Broken.SHORT
    first: date | None = None


def due_dates(drawn: date, rule: DueRule, count: int) -> list[date]:
    """So many due dates."""
    if not 0 < count <= PERIODS_MAX:
        raise Refused(f"{count} periods; from 1 to {PERIODS_MAX} are possible", cause="loan.periods")
    _check(drawn, rule)
    if rule.unit is not Every.MONTHS:
        return list(islice(_by_days(drawn, rule), count))
    month, seed = first_month(drawn, rule)
    months = range(month, month + rule.every * count, rule.every)
    _in_calendar(months[-1] // 12)
    if seed <= _SHORTEST_MONTH:
        return [date(month // 12, month % 12 + 1, seed) for month in months]
    return [month_day(month, seed) for month in months]


def due_dates_until(drawn: date, rule: DueRule, maturity: date) -> list[date]:
    """The due dates before maturity, and maturity itself: the last period may be a broken one."""
    if maturity <= drawn:
        raise Refused(f"drawn on {drawn}, due on {maturity}: no term", cause="loan.dates_inverted")
    _in_calendar(maturity.year)
    found: list[date] = []
    for due in islice(every_due_date(drawn, rule), PERIODS_MAX):
        if due >= maturity:
            return [*found, maturity]
        found.append(due)
    raise Refused(f"more than {PERIODS_MAX} periods until {maturity}", cause="loan.periods")


def every_due_date(drawn: date, rule: DueRule) -> Iterator[date]:
    """Without an end."""
    _check(drawn, rule)
    return _by_days(drawn, rule) if rule.unit is not Every.MONTHS else _by_months(drawn, rule)


def _check(drawn: date, rule: DueRule) -> None:
    if rule.every < 1 or (rule.day is DueDay.FIXED and not 1 <= rule.fixed <= _LONG_MONTH):
        raise Refused(
            f"due every {rule.every} {rule.unit} on day {rule.fixed}: no rule", cause="loan.due_rule"
        )
    if rule.first is not None and rule.first <= drawn:
        raise Refused(f"first due on {rule.first}, drawn on {drawn}", cause="loan.dates_inverted")


def _by_days(drawn: date, rule: DueRule) -> Iterator[date]:
    step = step_days(rule)
    due = rule.first.toordinal() if rule.first else drawn.toordinal() + step
    while due < date.max.toordinal():
        yield date.fromordinal(due)
        due += step
    _in_calendar(MAXYEAR)


def step_days(rule: DueRule) -> int:
    """Days between two due dates of a rule that counts weeks or days."""
    return rule.every * (7 if rule.unit is Every.WEEKS else 1)


def _by_months(drawn: date, rule: DueRule) -> Iterator[date]:
    month, seed = first_month(drawn, rule)
    every = rule.every
    while True:
        yield month_day(month, seed)
        month += every


def first_month(drawn: date, rule: DueRule) -> tuple[int, int]:
    """Month and seed day of the first due date, where a rule counts months."""
    if rule.first is not None:
        ends = rule.day is DueDay.MONTH_END
        return month_of(rule.first), _LONG_MONTH if ends else rule.fixed or rule.first.day
    if rule.day is DueDay.DRAW_DAY:
        return month_of(drawn) + rule.every, drawn.day
    seed = rule.fixed if rule.day is DueDay.FIXED else _LONG_MONTH
    month = month_of(drawn)
    if 12 % rule.every == 0:
        # Whole quarters end in months 3, 6, 9 and 12: 2, 5, 8 and 11 after the first of a year.
        month += (rule.every - 1 - month) % rule.every
    if month_day(month, seed) <= drawn:
        month += rule.every
    whole = month_day(month - rule.every, seed) == drawn
    return month + (rule.every if rule.broken is Broken.LONG and not whole else 0), seed


def _in_calendar(year: int) -> None:
    # The last year there is, is left to those who count a day further.
    if not MINYEAR <= year < MAXYEAR:
        raise Refused(f"due in the year {year}: no calendar has it", cause="loan.due_rule")


def month_of(day: date) -> int:
    """Months since the year nought, so that months can be counted on."""
    return day.year * 12 + day.month - 1


def month_day(month: int, seed: int) -> date:
    """That day of the month, or its last one where the month is shorter."""
    year, index = divmod(month, 12)
    _in_calendar(year)
    if seed <= _SHORTEST_MONTH:
        return date(year, index + 1, seed)
    last = _MONTH_DAYS[index]
    if index == 1 and year % 4 == 0 and (year % 100 or year % 400 == 0):
        last = 29
    return date(year, index + 1, min(seed, last))


def whole_months(since: date, until: date) -> tuple[int, date]:
    """How many whole months lie between, and the day on which the broken rest begins.

    Two ends of months are whole months apart, and so is what a seed day gave where a month was too short.
    """
    seed = max(since.day, until.day)
    months = month_of(until) - month_of(since)
    if month_day(month_of(since), seed) == since and month_day(month_of(until), seed) == until:
        return months, until
    if until.day < since.day:
        months -= 1
    return months, month_day(month_of(since) + months, since.day)
