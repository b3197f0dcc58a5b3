"""The chain over a book: a block for each month that is closed or opened again, each over the one before."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.ledger.entry import Entry
from core.ledger.totals import Block, MonthEnd, PeriodTotal
from core.ledger.work import LedgerWork

FORM = 1
# The order entries are hashed in: the same on every database.
ORDER = ("record_time", "entry_id")


def sealed_month(
    month: MonthEnd, entries: Iterable[Entry], totals: Iterable[PeriodTotal]
) -> tuple[MonthEnd, str]:
    """The month with what its entries (in ORDER) say of it; SHA-256 over their hashes, it and its totals."""
    digest, count, known_at = sha256(), 0, month.known_at
    for entry in entries:
        digest.update(entry.hash.encode())
        count, known_at = count + 1, max(known_at, entry.record_time)
    sealed = replace(month, entries=count, known_at=known_at)
    digest.update(canonical_bytes(sealed))
    # By their bytes: databases order texts each in its own way.
    for total in sorted(map(canonical_bytes, totals)):
        digest.update(total)
    return sealed, digest.hexdigest()


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
