"""Whole months of messages go when nobody needs them any more. That they were here, since when they are gone
and every identity stays: whoever sends one of them again is told so, and nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol

import msgspec

from core.hub.arrivals import Stream
from core.hub.collisions import again_on_collision
from core.hub.ports import Store
from core.hub.records import Record
from core.kernel.errors import Refused

# Sends are kept 90 days after they arrived and name the message they were made from.
MONTHS_KEPT_MIN = 4
# A partition has one row a month: thirty years and more.
MONTHS_MAX = 400
STREAMS_MAX = 100_000


class MonthGone(Record, frozen=True, kw_only=True):
    """What a partition had in a month (yyyymm) that was let go: numbers first to last, of this partner."""

    TABLE: ClassVar[str] = "hub_month_gone"
    KEY: ClassVar[tuple[str, ...]] = ("partition", "month")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("month",),)

    partition: int
    month: int
    first: int
    last: int
    partner: str
    gone_at: datetime

    @property
    def text(self) -> str:
        month = f"{self.month // 100}-{self.month % 100:02}"
        return (
            f"it came in {month}, and that month was let go at {self.gone_at:%Y-%m-%d %H:%M}Z after its time"
            " to be kept; that it was seen is known for ever, so the same again has no second effect"
        )


class Stretch(msgspec.Struct, frozen=True):
    """The numbers that a partition has of one month."""

    partition: int
    first: int
    last: int


class MessageMonths(Protocol):
    """The messages and documents by months, as only retention looks at them."""

    def oldest(self) -> int:
        """The oldest month that has anything, yyyymm; 0 if there is none."""
        ...

    def stretches(self, month: int) -> Sequence[Stretch]: ...

    def needed(self, month: int) -> str:
        """Why the month may not go yet, "" if nothing holds it."""
        ...

    def drop(self, month: int) -> None:
        """Lets all messages and documents of a month go, which MonthGone names. May be done again."""
        ...


class MonthRetention:
    """Lets one month go at a turn. months_kept: whole months besides the present one, 0 = for ever."""

    def __init__(self, store: Store, months: MessageMonths, *, months_kept: int = 0) -> None:
        self._store = store
        self._months = months
        self.months_kept = require_months_kept(months_kept)

    def keep(self, at: datetime) -> int:
        """The month that went, 0 for none. One that was named and not dropped yet is dropped first."""
        month = self._oldest_due(at)
        if not month or self._months.needed(month):
            return 0
        again_on_collision(lambda: self._name(month), what="the retention of months")
        self._months.drop(month)
        return month

    def held(self, at: datetime) -> str:
        """Why the oldest month that is over its time is still here, "" if none is or nothing holds it."""
        month = self._oldest_due(at)
        return self._months.needed(month) if month else ""

    def _oldest_due(self, at: datetime) -> int:
        month = self._months.oldest() if self.months_kept else 0
        due = month and _count(at.year * 100 + at.month) - _count(month) > self.months_kept
        return month if due else 0

    def _name(self, month: int) -> None:
        partners = {one.partition: one.partner for one in self._store.rows(Stream, limit=STREAMS_MAX)}
        stretches = self._months.stretches(month)
        with self._store.unit() as unit:
            shelf = unit.shelf(MonthGone)
            known = {one.partition for one in shelf.find(month=month)}
            for one in stretches:
                if one.partition not in known:
                    shelf.add(
                        MonthGone(
                            partition=one.partition,
                            month=month,
                            first=one.first,
                            last=one.last,
                            partner=partners.get(one.partition, ""),
                            gone_at=unit.now,
                        )
                    )


def gone_with(store: Store, partition: int, number: int) -> MonthGone | None:
    """The month with which the message at this place was let go, None if it never was."""
    months = store.rows(MonthGone, limit=MONTHS_MAX, partition=partition)
    return next((one for one in months if one.first <= number <= one.last), None)


def no_longer_kept(store: Store, partition: int, number: int) -> str:
    """What is said of a message that is not there, and since when it is not."""
    gone = gone_with(store, partition, number)
    return "the message is no longer kept" + (f": {gone.text}" if gone is not None else "")


def all_gone(store: Store, places: Sequence[str]) -> str:
    """Of the first of these places ("partition/number") that was let go, since when; "" if none was."""
    for place in places[:MONTHS_MAX]:
        partition, _, number = place.partition("/")
        numbers = partition.isdecimal() and number.isdecimal()
        gone = gone_with(store, int(partition), int(number)) if numbers else None
        if gone is not None:
            return f": of {place}, {gone.text}"
    return ""


def require_months_kept(months: int) -> int:
    """Refuses a setting that lets a message go before what points at it."""
    if months and months < MONTHS_KEPT_MIN:
        raise Refused(
            f"messages are to be kept {months} months (LIANQIAO_MONTHS_KEPT); at least {MONTHS_KEPT_MIN}, for"
            " sends name their message for 90 days; 0 keeps them for ever",
            cause="retention.months_kept",
        )
    return months


def _count(month: int) -> int:
    return month // 100 * 12 + month % 100
