"""Every row of the books beside what it must be: whoever changed a byte of one is found, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, Protocol
from uuid import UUID

from core.kernel.ids import message_id
from core.ledger.entry import REVERSAL, Entry, Late, Line, Reversed
from core.ledger.hashes import entry_hash, repeats
from core.ledger.ports import Books
from core.ledger.verify_months import month_faults

ORDER = ("record_time", "entry_id")
ENTRY_EFFECT = "entry."


class Effect(Protocol):
    """What the hub's audit covers of an entry, from the moment it was committed."""

    @property
    def effect_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


class Fault(NamedTuple):
    """Something in a book that is not as it was written."""

    where: str
    what: str


def faults(books: Books, effects: Iterable[Effect]) -> Iterator[Fault]:
    """All there are; effects: those of the hub, by their id. What is posted meanwhile is no fault."""
    yield from _entries(books)
    yield from _against_effects(books, effects)
    for where, what in month_faults(books):
        yield Fault(where, what)


def _entries(books: Books) -> Iterator[Fault]:
    """Entries and lines side by side, each once, in the order both are kept in."""
    late = reversals = 0
    lines = groupby(books.walk(Line, *ORDER, "ordinal"), key=lambda row: (row.record_time, row.entry_id))
    waiting = next(lines, None)
    for entry in books.walk(Entry, *ORDER):
        place = (entry.record_time, entry.entry_id)
        while waiting is not None and waiting[0] < place:
            yield from _alone(books, next(waiting[1]))
            waiting = next(lines, None)
        mine: list[Line] = []
        if waiting is not None and waiting[0] == place:
            mine, waiting = list(waiting[1]), next(lines, None)
        what = _wrong(entry, mine)
        if what and not _is_right(books, entry):
            yield Fault(f"entry {entry.number} of {entry.book}", what)
        late += entry.period != entry.business_day // 100
        reversals += entry.kind == REVERSAL
        yield from _beside(books, entry)
    while waiting is not None:
        yield from _alone(books, next(waiting[1]))
        waiting = next(lines, None)
    yield from _counted(books, late, reversals)


def _wrong(entry: Entry, lines: list[Line]) -> str:
    """What is not as it was written, "" where nothing is."""
    if len(lines) != entry.lines:
        return f"it says {entry.lines} lines, {len(lines)} are there"
    for ordinal, line in enumerate(lines, start=1):
        if not repeats(entry, line, ordinal):
            return f"line {ordinal} says of the entry what the entry does not say"
    if entry_hash(entry, lines) != entry.hash:
        return "its bytes are not those of its hash"
    derived = message_id(str(entry.message_id), f"{ENTRY_EFFECT}{entry.kind}", f"{entry.book}/{entry.number}")
    return "" if derived == entry.entry_id else "its id is not that of its message and number"


def _is_right(books: Books, entry: Entry) -> bool:
    """Asked again: the two walks may have begun on both sides of its commit."""
    lines = books.rows(Line, limit=entry.lines + 1, record_time=entry.record_time, entry_id=entry.entry_id)
    return not _wrong(entry, lines)


def _alone(books: Books, line: Line) -> Iterator[Fault]:
    head = books.get(Entry, line.book, line.number)
    if head is None or (head.record_time, head.entry_id) != (line.record_time, line.entry_id):
        yield Fault(f"lines of {line.number} of {line.book}", "their entry is gone")


def _beside(books: Books, entry: Entry) -> Iterator[Fault]:
    """The rows that say of an entry that it came late, and of another that it was reversed."""
    where = f"entry {entry.number} of {entry.book}"
    if entry.period != entry.business_day // 100:
        row = books.get(Late, entry.book, entry.period, entry.number)
        said = row and (row.record_time, row.entry_id, row.business_day)
        if said != (entry.record_time, entry.entry_id, entry.business_day):
            yield Fault(where, "it came late, and no row says so")
    if entry.kind == REVERSAL:
        reversed_ = books.get(Reversed, entry.refers)
        if reversed_ is None or reversed_.by != entry.entry_id:
            yield Fault(where, "it reverses another, and no row says so")


def _counted(books: Books, late: int, reversals: int) -> Iterator[Fault]:
    for kind, key, count in ((Late, "number", late), (Reversed, "entry_id", reversals)):
        there = sum(1 for _ in books.walk(kind, key))
        if there > count:
            yield Fault(kind.TABLE, f"{there} rows, and {count} entries that they are of")


def _against_effects(books: Books, effects: Iterable[Effect]) -> Iterator[Fault]:
    """Each entry has its effect and each effect of an entry its entry, with the hash that is in its text."""
    told = iter(effect for effect in effects if effect.kind.startswith(ENTRY_EFFECT))
    effect = next(told, None)
    for entry in books.walk(Entry, "entry_id"):
        while effect is not None and effect.effect_id < entry.entry_id:
            yield Fault(f"effect {effect.effect_id}", f"its entry is gone: {effect.text}")
            effect = next(told, None)
        if effect is None or effect.effect_id != entry.entry_id:
            yield Fault(f"entry {entry.number} of {entry.book}", "no message had it as its effect")
            continue
        if not effect.text.endswith(f"[{entry.hash}]"):
            yield Fault(f"entry {entry.number} of {entry.book}", "its hash is not the one that was audited")
        effect = next(told, None)
    for gone in [effect] if effect is not None else []:
        yield Fault(f"effect {gone.effect_id}", f"its entry is gone: {gone.text}")
    for gone in told:
        yield Fault(f"effect {gone.effect_id}", f"its entry is gone: {gone.text}")
