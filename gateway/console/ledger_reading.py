"""The ledger as its pages ask for it: entries of a month, a contract or a party with their lines; bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from core.hub.documents import Effect
from core.hub.ports import Store
from core.hub.records import Key, key_of
from core.kernel.errors import Refused
from core.ledger import Account, Book, Entry, Line, Reversed
from gateway.console.told_by import Told, told_by

BOOKS_MAX, ACCOUNTS_MAX = 100, 10_000
ROWS = 50
LINES_SHOWN = 1_000
# A page that goes by what has no index of its own looks at so many rows, and then says how far it came.
PAGE, LOOKS = 1_000, 20_000


class Posted(NamedTuple):
    """An entry with its lines and the message that posted it."""

    entry: Entry
    lines: tuple[Line, ...]
    told: Told | None


class Found(NamedTuple):
    """Entries of a page; after: where the next one begins; cut: it looked at as many rows as it may."""

    posted: tuple[Posted, ...]
    after: str = ""
    cut: bool = False


class Wanted(NamedTuple):
    """Which entries: of a month of a book, of a day, of a contract in any month, of a party in a month."""

    book: str
    period: int
    day: int = 0
    contract: str = ""
    party: str = ""
    after: str = ""


def books_of(store: Store) -> list[Book]:
    return store.rows(Book, limit=BOOKS_MAX)


def book_of(store: Store, name: str) -> Book:
    """The book, the first one there is where none is named. Refused where there is none."""
    found = store.get(Book, name) if name else next(iter(books_of(store)), None)
    if found is None:
        raise Refused(f"there is no book {name}; `hub ledger publish` makes those that ship")
    return found


def accounts_of(store: Store, book: str) -> dict[str, Account]:
    return {row.code: row for row in store.rows(Account, limit=ACCOUNTS_MAX, book=book)}


def found_entries(store: Store, wanted: Wanted) -> Found:
    if wanted.contract:
        return _of_contract(store, wanted)
    return _of_party(store, wanted) if wanted.party else _of_month(store, wanted)


def posted_of(store: Store, entry: Entry) -> Posted:
    lines = store.rows(Line, limit=LINES_SHOWN, record_time=entry.record_time, entry_id=entry.entry_id)
    return Posted(entry, tuple(lines), told_by(store, entry.entry_id))


def entry_by_id(store: Store, entry_id: UUID) -> Entry | None:
    """An entry by its id, which is that of its effect: the effect says its book and number."""
    effect = store.get(Effect, entry_id)
    book, _, number = effect.key.partition("/") if effect is not None else ("", "", "")
    return store.get(Entry, book, number) if number else None


def reversal_of(store: Store, entry: Entry) -> Entry | None:
    """The red entry that took this one back, or None."""
    row = store.get(Reversed, entry.entry_id)
    return entry_by_id(store, row.by) if row is not None else None


def _of_month(store: Store, wanted: Wanted) -> Found:
    """By number; a day is looked for within its month."""
    found: list[Entry] = []
    looked = 0
    after: Key | None = (wanted.book, wanted.after) if wanted.after else None
    for entry in _pages(store, Entry, after, book=wanted.book, period=wanted.period):
        looked += 1
        if not wanted.day or entry.business_day == wanted.day:
            found.append(entry)
        if len(found) > ROWS or looked >= LOOKS:
            break
    more = len(found) > ROWS
    shown = found[:ROWS]
    cut = not more and looked >= LOOKS
    last = shown[-1].number if more else entry.number if cut else ""
    return Found(tuple(posted_of(store, one) for one in shown), last, cut)


def _of_contract(store: Store, wanted: Wanted) -> Found:
    """In the order in which they were posted, of all months; only this book's."""
    after = _key(wanted.after)
    entries: dict[UUID, Line] = {}
    last = ""
    for looked, line in enumerate(_pages(store, Line, after, contract=wanted.contract), 1):
        if line.book == wanted.book and line.entry_id not in entries:
            if len(entries) == ROWS or looked > LOOKS:
                return Found(_posted(store, entries), last, looked > LOOKS)
            entries[line.entry_id] = line
        last = _text(line)
    return Found(_posted(store, entries))


def _of_party(store: Store, wanted: Wanted) -> Found:
    """Lines bear no index by party: those accounts that ask for one are looked through, month by month."""
    entries: dict[UUID, Line] = {}
    cut = False
    for looked, line in enumerate(_lines_with_party(store, wanted), 1):
        if line.party == wanted.party:
            entries.setdefault(line.entry_id, line)
        if looked >= LOOKS or len(entries) > ROWS:
            cut = True
            break
    first = dict(sorted(entries.items(), key=lambda item: item[1].record_time)[:ROWS])
    return Found(_posted(store, first), "", cut)


def _lines_with_party(store: Store, wanted: Wanted) -> Iterator[Line]:
    for account in accounts_of(store, wanted.book).values():
        if "party" in account.auxiliaries.split():
            asked = {"book": wanted.book, "account": account.code, "period": wanted.period}
            yield from _pages(store, Line, None, **asked)


def _posted(store: Store, entries: Iterable[UUID]) -> tuple[Posted, ...]:
    found = [entry_by_id(store, one) for one in entries]
    return tuple(posted_of(store, one) for one in found if one is not None)


def _pages(store: Store, kind: Any, after: Key | None, **equal: Any) -> Iterator[Any]:
    """Rows one after the other, read a page at a time."""
    while page := store.rows(kind, limit=PAGE, after=after, **equal):
        yield from page
        if len(page) < PAGE:
            return
        after = key_of(page[-1])


def account_lines(store: Store, wanted: Sequence[Any], after: str) -> tuple[list[Line], str]:
    """(lines of one account in one month, where the next page begins); wanted: book, code, month."""
    book, account, period = wanted
    found = store.rows(Line, limit=2 * ROWS + 1, after=_key(after), book=book, account=account, period=period)
    more = len(found) > 2 * ROWS
    return found[: 2 * ROWS], _text(found[2 * ROWS - 1]) if more else ""


def _text(line: Line) -> str:
    return f"{line.record_time.isoformat()}|{line.entry_id}|{line.ordinal}"


def _key(text: str) -> Key | None:
    """The key a page goes on after. Refused where no page of ours said it."""
    if not text:
        return None
    try:
        at, entry_id, ordinal = text.split("|")
        return (datetime.fromisoformat(at), UUID(entry_id), int(ordinal))
    except ValueError:
        raise Refused("this page goes on after nothing that is known; begin at its first one") from None
