"""The business clock of a contract: on which days work is done, at which hours, and whose day a moment is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from core.hub.contract_terms import DAY_END, Calendar, Expectation, SpecialDay

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = ("working", "every", "month_start", "month_end", *WEEKDAYS)
# Nobody looks for working time further back or ahead than this.
DAYS_MAX = 400
_DAY = timedelta(days=1)


class Holidays(Protocol):
    """The days of a country on which work is done."""

    def works(self, day: date) -> bool | None:
        """None where nobody has said so yet."""
        ...


class Due(NamedTuple):
    """One turn of an expectation: what came from `since` to `at` counts."""

    since: datetime
    at: datetime


class BusinessClock:
    """Everything is asked in UTC; what is not known is None, never a guess."""

    def __init__(self, calendar: Calendar, holidays: Holidays) -> None:
        self._calendar = calendar
        self._holidays = holidays
        self._zone = ZoneInfo(calendar.zone)

    def works(self, day: date) -> bool | None:
        """Whether work is done that day, None where the calendar has no word of it."""
        special = self._special(day)
        if special is not None:
            return special.works
        if self._calendar.working == "every_day":
            return True
        if self._calendar.working == "weekdays" or day.year in self._calendar.years:
            return day.weekday() < 5
        return self._holidays.works(day)

    def hours(self, day: date) -> Due | None:
        """The working time of that day; None where there is none, or nobody knows."""
        if not self.works(day):
            return None
        closes = self._earlier(day, self._calendar.closes)
        hours = Due(self.moment(day, self._calendar.opens), self.moment(day, closes))
        return hours if hours.since < hours.at else None

    def moment(self, day: date, hour: str) -> datetime:
        """That time of day in UTC; where the clock is set, the later one: nobody is called too early."""
        if hour == DAY_END:
            day, hour = day + _DAY, "00:00"
        local = datetime.combine(day, time.fromisoformat(hour), self._zone)
        return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))

    def local(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def back(self, at: datetime, seconds: int) -> datetime | None:
        """The moment before which lie so many seconds of working time up to `at`; None if that is unknown."""
        left = timedelta(seconds=seconds)
        day = self.local(at)
        for _ in range(DAYS_MAX):
            if self.works(day) is None:
                return None
            hours = self.hours(day)
            if hours is not None and hours.since < at:
                end = min(hours.at, at)
                if end - hours.since >= left:
                    return end - left
                left -= end - hours.since
            day -= _DAY
        return None

    def ahead(self, at: datetime, seconds: int) -> datetime | None:
        """The moment by which so many seconds of working time have gone by since `at`; None if unknown."""
        left = timedelta(seconds=seconds)
        day = self.local(at)
        for _ in range(DAYS_MAX):
            if self.works(day) is None:
                return None
            hours = self.hours(day)
            if hours is not None and hours.at > at:
                begin = max(hours.since, at)
                if hours.at - begin >= left:
                    return begin + left
                left -= hours.at - begin
            day += _DAY
        return None

    def business_day(self, at: datetime) -> date | None:
        """The working day a moment belongs to, by the cut-off; None if that is unknown."""
        day = self.local(at)
        for _ in range(DAYS_MAX):
            works = self.works(day)
            if works is None:
                return None
            cut = self._earlier(day, self._calendar.cut_off or DAY_END)
            if works and at < self.moment(day, cut):
                return day
            day += _DAY
        return None

    def expects(self, wanted: Expectation, day: date) -> bool | None:
        """Whether that day is one of the expectation's."""
        if "every" in wanted.days:
            return True
        works = self.works(day)
        if not works:
            return works
        return self._is_one_of(wanted.days, day)

    def dues(self, wanted: Expectation, until: datetime) -> Iterator[Due]:
        """The turns that are due by then, newest first; those nobody can know of are left out."""
        day = self.local(until)
        for _ in range(DAYS_MAX):
            if self.expects(wanted, day):
                due = self._due(wanted, day)
                if due.at <= until:
                    yield due
            day -= _DAY

    def _due(self, wanted: Expectation, day: date) -> Due:
        at = self.moment(day, self._earlier(day, wanted.by))
        since = self.moment(day, wanted.since)
        return Due(since if since < at else self.moment(day - _DAY, wanted.since), at)

    def _earlier(self, day: date, hour: str) -> str:
        """The hour, or when a half day closes."""
        special = self._special(day)
        closes = special.closes if special is not None and special.closes else hour
        return min(hour, closes)

    def _special(self, day: date) -> SpecialDay | None:
        return next((one for one in reversed(self._calendar.days) if one.holds(day)), None)

    def _is_one_of(self, days: tuple[str, ...], day: date) -> bool | None:
        if "working" in days or WEEKDAYS[day.weekday()] in days:
            return True
        found: list[bool | None] = [False]
        if "month_end" in days:
            found.append(self._alone(day, _DAY))
        if "month_start" in days:
            found.append(self._alone(day, -_DAY))
        return True if True in found else None if None in found else False

    def _alone(self, day: date, step: timedelta) -> bool | None:
        """Whether no other working day lies on that side within the month."""
        other = day + step
        while other.month == day.month:
            works = self.works(other)
            if works is not False:
                return None if works is None else False
            other += step
        return True
