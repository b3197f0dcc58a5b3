"""Arrivals: what came in, byte for byte, at its number in its partition (Message Store, Claim Check)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec

from core.hub.records import Record

INLINE_BYTES_MAX = 256 * 1024
# The kind of an arrival that a handler left for later: it has a unit of work of its own.
FOLLOWING = "following"


class Arrival(Record, frozen=True, kw_only=True):
    """One document, publication or notice as it arrived; never changed.

    partition, number: its place; numbers have no gaps. month: yyyymm of received_at.
    delivery: who delivered it and as what: "agent/epoch/frame#ordinal" or "partner/door/idempotency key".
    body: the raw bytes up to 256 kB, else None and `blob` names them by their SHA-256.
    seen_at: when the source had it; sent_at: when it was sealed; received_at: the database's clock.
    trace: of which trace it is (W3C); nothing on what was stored before there were any.
    late: it came after the stream had gone on without it. facts: what the door knew (str to str, JSON).
    kind: document, publication, internal (of our own making), following (left for later by a handler).
    """

    TABLE: ClassVar[str] = "hub_arrival"
    KEY: ClassVar[tuple[str, ...]] = ("partition", "number", "month")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("partner", "received_at"),
        ("received_at", "partition", "number"),
        ("name",),
        ("trace",),
    )
    MONTHLY: ClassVar[bool] = True

    month: int
    partition: int
    number: int
    kind: str
    partner: str
    source: str
    site: str
    door: str
    delivery: str
    name: str
    media: str
    facts: bytes
    size: int
    sha256: bytes
    body: bytes | None
    blob: str
    seen_at: datetime | None
    sent_at: datetime | None
    received_at: datetime
    late: bool = False
    trace: bytes | None = None


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """What a door hands to intake: an arrival that has no number yet.

    trace, parent: what its sender or its door said of it and the span it is below, b"" = intake begins one.
    """

    partner: str
    source: str
    site: str
    door: str
    delivery: str
    name: str = ""
    media: str = "application/octet-stream"
    kind: str = "document"
    facts: dict[str, str] = {}
    payload: bytes = b""
    blob: str = ""
    size: int = 0
    sha256: bytes = b""
    seen_at: datetime | None = None
    sent_at: datetime | None = None
    late: bool = False
    trace: bytes = b""
    parent: bytes = b""

    @property
    def stream(self) -> str:
        """The stream chooses the partition, once: who says it, and about which site."""
        return f"{self.partner}/{self.site}"


class Stream(Record, frozen=True, kw_only=True):
    """A stream (partner, site) and the partition it was given when it first spoke."""

    TABLE: ClassVar[str] = "hub_stream"
    KEY: ClassVar[tuple[str, ...]] = ("stream",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partition",), ("partner",))

    stream: str
    partition: int
    partner: str
    site: str
    opened_at: datetime


class ContractSwitch(Record, frozen=True, kw_only=True):
    """From this number of the partition on, this published contract is in force."""

    TABLE: ClassVar[str] = "hub_contract_switch"
    KEY: ClassVar[tuple[str, ...]] = ("partition", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partition",),)

    partition: int
    number: int
    contract: str


def month_of(moment: datetime) -> int:
    """yyyymm of the moment, in UTC."""
    return moment.year * 100 + moment.month
