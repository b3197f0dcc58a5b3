"""The audit: append-only hash chains, one a partition, one of what people do, one of signed checkpoints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

import msgspec

from core.hub.arrivals import month_of
from core.hub.ports import Head, Lease, Unit
from core.hub.records import Record

# A partition's own chain bears its number.
DESK = 0
CHECKPOINTS = -1

RUN = "run"
ACT = "act"
LOOK = "look"
CHECKPOINT = "checkpoint"

_DOMAIN = b"lianqiao.audit.1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class AuditEntry(Record, frozen=True, kw_only=True):
    """One link of a chain. text: what happened, as JSON; hash: over all of it and the hash before.

    kind: run (a unit of work of the pipe), act and look (of a person, a command or the clock), checkpoint.
    signature: of a checkpoint, by the hub's key.
    """

    TABLE: ClassVar[str] = "hub_audit"
    KEY: ClassVar[tuple[str, ...]] = ("chain", "number", "month")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    MONTHLY: ClassVar[bool] = True

    month: int
    chain: int
    number: int
    at: datetime
    kind: str
    text: bytes
    hash: bytes
    signature: bytes = b""


class AuditHead(Record, frozen=True, kw_only=True):
    """The end of a chain that belongs to no partition; its row is the lock that keeps writers apart.

    A partition's head stands with its position, and whoever leases it extends it.
    """

    TABLE: ClassVar[str] = "hub_audit_head"
    KEY: ClassVar[tuple[str, ...]] = ("chain",)

    chain: int
    number: int
    hash: bytes


class AuditNamed(Record, frozen=True, kw_only=True):
    """Up to which number a chain is named in a signed checkpoint."""

    TABLE: ClassVar[str] = "hub_audit_named"
    KEY: ClassVar[tuple[str, ...]] = ("chain",)

    chain: int
    number: int


class AuditLetGo(Record, frozen=True, kw_only=True):
    """A month of entries that retention lets go; the checkpoint of this number names where each chain was."""

    TABLE: ClassVar[str] = "hub_audit_let_go"
    KEY: ClassVar[tuple[str, ...]] = ("month",)

    month: int
    checkpoint: int
    at: datetime


def name_of(chain: int) -> str:
    """A chain as people call it."""
    return {DESK: "desk", CHECKPOINTS: "checkpoints"}.get(chain, f"partition {chain}")


def hash_of(entry: AuditEntry, before: bytes) -> bytes:
    """SHA-256 over every field with its length, and the hash before (version 1, frozen)."""
    fields = (
        str(entry.chain).encode(),
        str(entry.number).encode(),
        str((entry.at - _EPOCH) // _MICROSECOND).encode(),
        entry.kind.encode(),
        entry.text,
        before,
    )
    lengths = [part for field in fields for part in (len(field).to_bytes(8, "big"), field)]
    return sha256(b"".join((_DOMAIN, *lengths))).digest()


def entry_behind(head: Head, kind: str, text: bytes, at: datetime) -> AuditEntry:
    """The entry that comes behind this head."""
    bare = AuditEntry(
        month=month_of(at), chain=head.chain, number=head.number + 1, at=at, kind=kind, text=text, hash=b""
    )
    return msgspec.structs.replace(bare, hash=hash_of(bare, head.hash))


def extend_partition(unit: Unit, lease: Lease, text: bytes) -> Lease:
    """One entry for this unit of work; gives the lease with the new head, which `advance` moves to."""
    head = Head(chain=lease.partition, number=lease.links, hash=lease.head)
    entry = entry_behind(head, RUN, text, unit.now)
    unit.shelf(AuditEntry).add(entry)
    return msgspec.structs.replace(lease, links=entry.number, head=entry.hash)


def extend(unit: Unit, chain: int, kind: str, text: bytes) -> AuditEntry:
    """One entry of a chain with a head of its own, locked until the unit of work ends.

    Two processes that make the first entry at once collide, and one is done again.
    """
    heads = unit.shelf(AuditHead)
    known = heads.get(chain)
    head = Head(chain=chain, number=known.number, hash=known.hash) if known else Head(chain=chain)
    entry = entry_behind(head, kind, text, unit.now)
    unit.shelf(AuditEntry).add(entry)
    heads.put(AuditHead(chain=chain, number=entry.number, hash=entry.hash))
    return entry
