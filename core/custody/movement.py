"""A movement: one change of one lot, for ever; every book at every time is a sum of movements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple
from uuid import UUID

from core.hub.records import Record


class Movement(Record, frozen=True, kw_only=True):
    """By how much one message changed one lot; never changed itself, only reversed by another.

    movement_id: the effect's id. counts_from: the event time, or the record time where the source's clock ran
    ahead: goods cannot have moved after they were told to have. event_day: of `counts_from`, as yyyymmdd.
    document_type, document_no: what told it. order_no: the release order it was matched to.
    reverses: the movement it takes back. contract_no: the pledge that its pledged goods belong to.
    """

    TABLE: ClassVar[str] = "custody_movement"
    KEY: ClassVar[tuple[str, ...]] = ("record_time", "movement_id")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("site", "lot_no", "event_day"),
        ("site", "event_day"),
        ("site", "document_no"),
    )
    BOOK: ClassVar[bool] = True

    record_time: datetime
    movement_id: UUID
    site: str
    lot_no: str
    kind: str
    unit: str
    event_time: datetime
    counts_from: datetime
    event_day: int
    on_hand_delta: int = 0
    pledged_delta: int = 0
    under_way_delta: int = 0
    contract_no: str = ""
    document_type: str = ""
    document_no: str = ""
    order_no: str = ""
    message_id: UUID
    partner: str = ""
    reverses: UUID | None = None


class Book(NamedTuple):
    """What a lot held at some time, in millionths of its unit."""

    on_hand_micro: int
    pledged_micro: int
    under_way_micro: int


def book_as_of(movements: Iterable[Movement], at: datetime, known_at: datetime) -> Book:
    """The book of one lot at the moment `at` as it was known at `known_at`, both included."""
    counted = [each for each in movements if each.counts_from <= at and each.record_time <= known_at]
    return Book(
        sum(each.on_hand_delta for each in counted),
        sum(each.pledged_delta for each in counted),
        sum(each.under_way_delta for each in counted),
    )


def day_number(moment: datetime) -> int:
    """20250603 for that day in UTC."""
    return moment.year * 10_000 + moment.month * 100 + moment.day


def days_between(first: datetime, last: datetime) -> Iterator[int]:
    """The numbers of all days from `first` to `last`, both included."""
    day = first.date()
    while day <= last.date():
        yield day.year * 10_000 + day.month * 100 + day.day
        day += timedelta(days=1)
