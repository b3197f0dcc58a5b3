"""The ledger of identities: which delivery and document was seen before, and whether it had an effect."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from core.hub.records import Record


class Seen(Record, frozen=True, kw_only=True):
    """A delivery (kind "delivery") or a document (kind "document") that was seen.

    identity: first 16 bytes of SHA-256 over kind and key. content: SHA-256 of the payload as its maker wrote
    it (delivery) or of the canonical body (document). effect: it moved something in the books.
    The table is never partitioned by time and is kept as long as anything it protects.
    """

    TABLE: ClassVar[str] = "hub_seen"
    KEY: ClassVar[tuple[str, ...]] = ("identity",)

    identity: bytes
    kind: str
    content: bytes
    partition: int
    number: int
    ordinal: int
    effect: bool


def delivery_identity(partner: str, door: str, key: str) -> bytes:
    """The identity of a delivery at a door that is not an agent's frame chain."""
    return _identity("delivery", partner, door, key)


def document_identity(issuer: str, kind: str, number: str, revision: str) -> bytes:
    """The identity of a document: it holds across doors, formats and sources."""
    return _identity("document", issuer, kind, number, revision)


def _identity(*parts: str) -> bytes:
    return sha256("\x1f".join(parts).encode()).digest()[:16]
