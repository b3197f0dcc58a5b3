"""Stored documents: the canonical form of what arrived and of what was made from it, with its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from core.hub.records import Record

DONE = "done"
NOTED = "noted"
REFUSED = "refused"


class StoredDocument(Record, frozen=True, kw_only=True):
    """One canonical document at (partition, number, ordinal).

    message_id: uuid5 of its identity; the same document by any door has the same id.
    identity: "issuer|type|number|revision" for what came from outside, "" for what we made.
    cause: ordinal of the document it was made from, -1 for what came from outside.
    mapping: hash of the mapping that made it, "" for what we made. handled: its unit of work.
    outcome: done, noted or refused; reason says why, reason_code groups it.
    linked: "partition/number/ordinal" of the earlier document it repeats or corrects, or "".
    """

    TABLE: ClassVar[str] = "hub_document"
    KEY: ClassVar[tuple[str, ...]] = ("partition", "number", "ordinal", "month")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("message_id",),
        ("handled",),
        ("type", "record_time"),
    )
    MONTHLY: ClassVar[bool] = True

    month: int
    partition: int
    number: int
    ordinal: int
    message_id: UUID
    type: str
    key: str
    identity: str
    site: str
    event_time: datetime
    record_time: datetime
    body: bytes
    flags: bytes
    mapping: str
    cause: int
    handled: int
    outcome: str
    reason: str
    reason_code: str
    linked: str


class BusinessKey(Record, frozen=True, kw_only=True):
    """Finds documents by what people call them: order, lot, invoice or release number."""

    TABLE: ClassVar[str] = "hub_business_key"
    KEY: ClassVar[tuple[str, ...]] = ("value", "partition", "number", "ordinal")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    FINAL: ClassVar[bool] = True

    value: str
    partition: int
    number: int
    ordinal: int


class Handled(Record, frozen=True, kw_only=True):
    """One unit of work that was committed; a rebuild follows these numbers."""

    TABLE: ClassVar[str] = "hub_handled"
    KEY: ClassVar[tuple[str, ...]] = ("handled", "first")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    handled: int
    first: int
    last: int
    partition: int
    why: str
    contract: str
    engine: str
    owner: str
    at: datetime


class Effect(Record, frozen=True, kw_only=True):
    """One effect of one document; the id is uuid5(document, kind, key), so a second booking cannot be."""

    TABLE: ClassVar[str] = "hub_effect"
    KEY: ClassVar[tuple[str, ...]] = ("effect_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("partition", "number"),)
    BOOK: ClassVar[bool] = True
    FINAL: ClassVar[bool] = True

    effect_id: UUID
    partition: int
    number: int
    ordinal: int
    room: str
    kind: str
    key: str
    text: str
