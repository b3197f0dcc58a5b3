"""The chain over a book: a block for each month that is closed or opened again, each over the one before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.ledger.entry import Entry
from core.ledger.totals import Block, PeriodTotal
from core.ledger.work import LedgerWork

FORM = 1
# The order entries are hashed in: the same on every database.
ORDER = ("record_time", "entry_id")


class Content(NamedTuple):
    """How many entries, when the last of them was recorded, SHA-256 over their hashes and the totals."""

    entries: int
    last: datetime | None
    hash: str


def content_of(entries: Iterable[Entry], totals: Iterable[PeriodTotal]) -> Content:
    """Of a month; its entries in ORDER."""
    digest, count, last = sha256(), 0, None
    for entry in entries:
        digest.update(entry.hash.encode())
        count, last = count + 1, entry.record_time
    # By their bytes: databases order texts each in its own way.
    for total in sorted(map(canonical_bytes, totals)):
        digest.update(total)
    return Content(count, last, digest.hexdigest())


def block_hash(block: Block) -> str:
    said = [
        block.form,
        block.book,
        block.number,
        block.period,
        block.what,
        block.entries,
        block.content,
        block.prev,
    ]
    return sha256(canonical_bytes(said)).hexdigest()


def append_block(message: Message, work: LedgerWork, block: Block) -> Block:
    """The block with its number, behind the last of its book, and its hash."""
    before = work.blocks.find(book=block.book)
    last = before[-1] if before else None
    numbered = replace(
        block, number=last.number + 1 if last else 1, prev=last.hash if last else "", form=FORM
    )
    sealed = replace(numbered, hash=block_hash(numbered))
    work.blocks.add(sealed)
    work.unit.effect(
        message,
        kind="block.sealed",
        key=f"{sealed.book}/{sealed.number}",
        text=f"block {sealed.number} of {sealed.book}: {sealed.period} is {sealed.what},"
        f" {sealed.entries} entries [{sealed.hash}]",
    )
    return sealed
