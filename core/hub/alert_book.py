"""The book of alerts: one open alert per code and object, with its evidence, its owner and its end."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record
from core.hub.shelf import Shelf
from core.hub.work import RoomUnit

OPEN = "open"
ACKNOWLEDGED = "acknowledged"
CLOSED = "closed"


class Alert(Record, frozen=True, kw_only=True):
    """An alert; `opened` numbers how often its key was raised anew, so each opening is its own row.

    dedupe key: code + object while open. evidence: message ids, newest last, at most 50 of `count`.
    first_at, last_at: event times of the evidence; raised_at: the record time, for the latency shown.
    """

    TABLE: ClassVar[str] = "hub_alert"
    KEY: ClassVar[tuple[str, ...]] = ("code", "object", "opened")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state", "raised_at"), ("code", "object"), ("site",))
    BOOK: ClassVar[bool] = True

    code: str
    object: str
    opened: int
    state: str
    severity: str
    text: str
    action: str
    site: str
    partner: str
    evidence: str
    count: int
    first_at: datetime
    last_at: datetime
    raised_at: datetime
    owner: str
    acknowledged_at: datetime | None
    escalated: int
    closed_at: datetime | None
    close_reason: str


class AlertWork:
    """What the alert handlers need: the book of alerts."""

    def __init__(self, unit: RoomUnit) -> None:
        self.alerts: Shelf[Alert] = unit.shelf(Alert)

    def open_alert(self, code: str, object_: str) -> Alert | None:
        """The open (or acknowledged) alert of this key."""
        return open_of(self.openings(code, object_))

    def openings(self, code: str, object_: str) -> list[Alert]:
        """Every alert of this key that there ever was, in the order they were opened."""
        return self.alerts.find(code=code, object=object_)


def open_of(openings: list[Alert]) -> Alert | None:
    return next((alert for alert in reversed(openings) if alert.state != CLOSED), None)
