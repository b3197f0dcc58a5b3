"""The bytes an entry is known by, in form 1, and their hash: whoever changes one of them is found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from core.kernel.canonical import canonical_bytes
from core.ledger.draft import DraftLine
from core.ledger.entry import Entry, Line

# Another form is another number, never a change of this one; a hash begins with the number of its form.
FORM = 1


class Head(NamedTuple):
    """What an entry is, beside its lines; its id follows from message and number."""

    book: str
    number: str
    record_time: datetime
    kind: str
    rule: str
    business_day: int
    period: int
    text: str
    message_id: UUID
    refers: UUID | None
    expires_at: datetime | None


# What a line has of its own; the rest of it repeats its entry, see `repeats`.
OWN = ("account", "side", "currency", "minor", "party", "contract", "lot", "funder", "flow")
_head, _own = attrgetter(*Head._fields), attrgetter(*OWN)


def hash_of(head: tuple[Any, ...], lines: Iterable[DraftLine | Line]) -> str:
    """Of the head, and of the lines' OWN, in their order."""
    said = (FORM, head, [_own(line) for line in lines])
    return f"{FORM}:{sha256(canonical_bytes(said)).hexdigest()}"


def entry_hash(entry: Entry, lines: Iterable[Line]) -> str:
    """What the entry's hash must be: its id follows from message and number, its count from the lines."""
    return hash_of(_head(entry), lines)


def repeats(entry: Entry, line: Line, ordinal: int) -> bool:
    """Whether the line says of its entry what the entry says."""
    said = (line.entry_id, line.record_time, line.book, line.number, line.business_day, line.period)
    told = (entry.entry_id, entry.record_time, entry.book, entry.number, entry.business_day, entry.period)
    return (said, line.ordinal) == (told, ordinal)
