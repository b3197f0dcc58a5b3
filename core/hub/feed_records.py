"""What is kept of the watch over feeds: how each turn of an expectation ended, and which alarms are on."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

ON_TIME = "on_time"
LATE = "late"
SHORT = "short"
OVER = "over"
CAME_LATE = "came_late"
# What may still come right.
UNMET = (LATE, SHORT)


class FeedTurn(Record, frozen=True, kw_only=True):
    """One turn of an expectation of a feed.

    due_by: the expectation, by its time of day. since, due_at: what came in between counted.
    state: on_time, late (nothing came), short, over (more than at most), came_late (whole, after its time).
    rows: as far as they were counted. met_at: when it was there, None while it is not.
    """

    TABLE: ClassVar[str] = "hub_feed_turn"
    KEY: ClassVar[tuple[str, ...]] = ("partner", "source", "due_by", "due_at")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partner", "due_at"),)

    partner: str
    source: str
    due_by: str
    due_at: datetime
    since: datetime
    state: str
    rows: int
    met_at: datetime | None


class Watched(Record, frozen=True, kw_only=True):
    """An alarm that is on; the row is written with the message that raises it, and goes with its end."""

    TABLE: ClassVar[str] = "hub_feed_alarm"
    KEY: ClassVar[tuple[str, ...]] = ("partner", "code", "object")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    partner: str
    code: str
    object: str
    since: datetime
