"""On which days money moves, and where a due date goes that falls on none of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from core.kernel.errors import Refused
from core.loan.ports import Holidays

# The longest holidays of a year have nine days; whoever looks further than this looks at a broken table.
ROLL_DAYS_MAX = 31
_DAY = timedelta(days=1)


class Roll(StrEnum):
    """Where a due date on a holiday goes; modified following stays in its month."""

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified_following"
    PRECEDING = "preceding"


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table beside the library: a notice, or a change of one, as an operator loaded it."""

    day: date
    works: bool
    said_on: date


class WholeYear(msgspec.Struct, frozen=True, kw_only=True):
    """A year whose notice is in the table to the last day: days not named follow their weekday."""

    year: int
    said_on: date


class BusinessDays:
    """What the table says goes before what the library knows; a day that neither knows is an error."""

    def __init__(
        self, holidays: Holidays, special: Iterable[SpecialDay] = (), years: Iterable[WholeYear] = ()
    ) -> None:
        self._holidays = holidays
        self._special = tuple(sorted(special, key=lambda row: row.said_on))
        self._whole = tuple(years)
        self._works = {row.day: row.works for row in self._special}
        self._years = {row.year for row in self._whole}

    def as_known(self, on: date) -> BusinessDays:
        """The same calendar without what was said later: how a schedule of then was made."""
        return BusinessDays(
            self._holidays,
            [row for row in self._special if row.said_on <= on],
            [row for row in self._whole if row.said_on <= on],
        )

    def works(self, day: date) -> bool:
        """Refused for a day of a year without a notice: it is never guessed."""
        said = self._works.get(day)
        if said is None:
            said = day.weekday() < 5 if day.year in self._years else self._holidays.works(day)
        if said is None:
            raise Refused(
                f"nobody has said yet on which days of {day.year} work is done ({day}); "
                "load the notice of that year into the calendar's table",
                cause="loan.unknown_year",
            )
        return said

    def rolled(self, day: date, roll: Roll) -> date:
        if roll is Roll.NONE:
            return day
        if roll is Roll.PRECEDING:
            return self._from(day, -_DAY)
        later = self._from(day, _DAY)
        if roll is Roll.MODIFIED_FOLLOWING and later.month != day.month:
            return self._from(day, -_DAY)
        return later

    def _from(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(ROLL_DAYS_MAX):
            if self.works(found):
                return found
            found += step
        raise Refused(
            f"no working day within {ROLL_DAYS_MAX} days of {day}; look at the calendar's table",
            cause="loan.no_working_day",
        )


class HolidayRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a product says of a due date on a holiday.

    roll: until when it may be paid.
    interest_runs: the days the due date was moved by bear interest, and the next period begins later.
    overdue: what is unpaid on a holiday is overdue that day; else only after the next working day.
    """

    roll: Roll = Roll.NONE
    interest_runs: bool = False
    overdue: bool = False


class Deadline(NamedTuple):
    """A due date with its consequences: paid in time by, overdue after, interest until."""

    due: date
    pay_by: date
    overdue_after: date
    interest_until: date


def deadline(due: date, rule: HolidayRule, days: BusinessDays | None = None) -> Deadline:
    """A rule that asks about holidays needs a calendar, and its error if the year is unknown."""
    if rule.roll is Roll.NONE and rule.overdue:
        return Deadline(due, due, due, due)
    if days is None:
        raise Refused("the product rolls due dates, and no calendar was given", cause="loan.no_calendar")
    pay_by = days.rolled(due, rule.roll)
    overdue_after = due if rule.overdue else max(pay_by, days.rolled(due, Roll.FOLLOWING))
    return Deadline(due, pay_by, overdue_after, pay_by if rule.interest_runs else due)


class KnownDays(BusinessDays):
    """For a fact that waits for no notice: a day of a year without one stays where the contract has it."""

    def works(self, day: date) -> bool:
        try:
            return super().works(day)
        except Refused:
            return True
