"""What the store keeps of one partner's month, as the report is counted from it: a row at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

import msgspec

from core.hub.feed_records import FeedTurn
from core.kernel.errors import Refused


class Month(NamedTuple):
    """A calendar month of a zone, as the moments it lasts from and to."""

    name: str
    zone: str
    since: datetime
    until: datetime


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the partner's. handled_at: None where its unit of work is no longer known."""

    type: str
    outcome: str
    reason_code: str
    linked: str
    body: bytes
    received_at: datetime
    handled_at: datetime | None


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """So many failures of one cause that ended up so."""

    cause: str
    outcome: str
    state: str
    count: int


class Took(NamedTuple):
    """What came through the doors."""

    arrivals: int
    size: int


class PartnerMonths(Protocol):
    """Streams; nothing is held but the row at hand."""

    def took(self, partner: str, month: Month) -> Took: ...

    def documents(self, partner: str, month: Month) -> Iterator[Document]: ...

    def turns(self, partner: str, month: Month) -> Sequence[FeedTurn]:
        """Those of its feeds that were due in the month."""
        ...

    def failed(self, partner: str, month: Month) -> Sequence[Failed]: ...

    def asked(self, partner: str, type_: str, keys: Sequence[str], before: datetime) -> datetime | None:
        """When the last message of that type with one of these keys left for the partner before that."""
        ...


def month_of(text: str, zone: str) -> Month:
    """Refused if it is no month."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Refused(f"{text!r} is no month; write it as 2026-10", cause="report.month") from error
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(text, zone, _begins(first, zone), _begins(after, zone))


def _begins(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
