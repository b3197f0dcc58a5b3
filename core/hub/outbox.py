"""The outbox: what must leave the house; each send is three records: intent, attempt, confirmed or doubt."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

WAITING = "waiting"
SENT = "sent"
IN_DOUBT = "in_doubt"
GIVEN_UP = "given_up"
# A test delivery: it says nothing of anything, is tried once, and alarms nobody.
TRIED = "endpoint.tried.v1"


class Outgoing(Record, frozen=True, kw_only=True):
    """The intent: this message to this endpoint; one (endpoint, key) is a queue, in `place` order.

    send_id: uuid5 hex of (message, endpoint), the key the other side may dedupe by.
    trace, trace_state: of the message it came of, carried on to whoever gets it.
    """

    TABLE: ClassVar[str] = "hub_outgoing"
    KEY: ClassVar[tuple[str, ...]] = ("send_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("state", "due_at"),
        ("endpoint", "key", "place"),
        ("partition", "number"),
    )

    send_id: str
    endpoint: str
    key: str
    place: int
    partition: int
    number: int
    ordinal: int
    message_id: str
    type: str
    body: bytes
    contract: str
    state: str
    tries: int
    intent_at: datetime
    due_at: datetime | None
    text: str
    trace: bytes | None = None
    trace_state: str | None = None


def is_due(row: Outgoing, at: datetime) -> bool:
    """Whether its next step may be taken now.

    One that was never tried and was meant in the future was put down while the clock was ahead, and set right
    since: it does not wait until then.
    """
    if row.state != WAITING or row.due_at is None:
        return False
    untouched = row.tries == 0 and row.due_at == row.intent_at
    return row.due_at <= at or untouched


class Attempt(Record, frozen=True, kw_only=True):
    """One try: its bytes' hash and name are written before anything leaves, its result after.

    code: the status that the other side answered (202), where its protocol has one. endpoint: where it went.
    """

    TABLE: ClassVar[str] = "hub_attempt"
    KEY: ClassVar[tuple[str, ...]] = ("send_id", "attempt")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("send_id",), ("endpoint", "at"))

    send_id: str
    attempt: int
    name: str
    sha256: str
    size: int
    at: datetime
    result: str
    text: str
    done_at: datetime | None
    code: str | None = None
    endpoint: str | None = None


class Breaker(Record, frozen=True, kw_only=True):
    """The circuit breaker of one endpoint: open until `until` after too many failures in a row."""

    TABLE: ClassVar[str] = "hub_breaker"
    KEY: ClassVar[tuple[str, ...]] = ("endpoint",)

    endpoint: str
    failures: int
    until: datetime | None
    text: str
