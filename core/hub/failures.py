"""Failures: why a message could not be handled, since when, and what comes next (Dead Letter Channel)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.records import Record

WAITING = "waiting"
OPEN = "open"
PARKED = "parked"
MENDED = "mended"
DISMISSED = "dismissed"
# Nobody tries these again.
OVER = (MENDED, DISMISSED)


class Failure(Record, frozen=True, kw_only=True):
    """The failure of one arrival (ordinal -1) or of one of its documents, kept after it was mended.

    station: where it stopped (normalize, identity, handle). outcome: unreadable, unavailable, refused,
    conflict, parked. cause: groups failures: one mapping line or rule for one reason, whatever the values.
    state: waiting (tried again at due_at), open (a person or a plan mends it), parked (an instruction
    behind an uncertain key), mended, dismissed. tries: how often it was tried.
    """

    TABLE: ClassVar[str] = "hub_failure"
    KEY: ClassVar[tuple[str, ...]] = ("partition", "number", "ordinal")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("state", "due_at"),
        ("state", "cause", "partner", "mapping"),
        ("state", "cause", "partner", "mapping", "first_at"),
        ("state", "first_at"),
        ("partner", "first_at"),
    )

    partition: int
    number: int
    ordinal: int
    state: str
    station: str
    outcome: str
    cause: str
    place: str
    text: str
    partner: str
    source: str
    mapping: str
    tries: int
    first_at: datetime
    last_at: datetime
    due_at: datetime | None
    message_type: str = ""


class Uncertain(Record, frozen=True, kw_only=True):
    """Something about `scope` ("site:W1", "key:LOT-7") is not known for sure since `since`.

    Facts about it are still booked and alarmed; instructions park until it is certain again.
    """

    TABLE: ClassVar[str] = "hub_uncertain"
    KEY: ClassVar[tuple[str, ...]] = ("scope", "origin")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("scope",), ("origin",))

    scope: str
    origin: str
    since: datetime
    text: str
