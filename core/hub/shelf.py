"""Shelves: the rows of a unit of work, read once, changed in memory, written as sets at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, Protocol

from core.hub.changed_rows import ChangedRows
from core.hub.records import Key, R, Record, Sums, key_of
from core.hub.sums import add_sums, fits, sums_of
from core.kernel.errors import Broken

FIND_MAX = 100_000
# Of one record type: the rows with these keys; the rows whose fields equal these values.
Wanted = tuple[type[Record], Sequence[Key]]
Scan = tuple[type[Record], dict[str, Any]]
_ABSENT: Any = object()


class Loader(Protocol):
    """Where a shelf's rows come from; rows are locked for this unit of work, in key order."""

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        """The rows with these keys, in one question."""
        ...

    def load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan] = ()) -> list[list[Any]]:
        """Rows of several record types by their keys, then what these scans find: asked for together."""
        ...

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int) -> list[R]:
        """The rows whose fields equal these values, in key order."""
        ...

    def take(self, kind: type[R], key: Key) -> R | None:
        """The row with this key, for this unit of work alone, whatever its LOCK."""
        ...

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, equal: dict[str, Any]) -> Sums:
        """The sum of a field of whole numbers, and how many rows, for each of these groups."""
        ...

    def walk(self, kind: type[R], order: tuple[str, ...], equal: dict[str, Any]) -> Iterator[R]:
        """The rows whose fields equal these values, one after another, in this order."""
        ...


class Undo:
    """What every shelf of one unit of work looked like before each change, newest last."""

    def __init__(self) -> None:
        self.entries: list[tuple[Any, Key, Any, bool]] = []

    def mark(self) -> int:
        return len(self.entries)

    def back_to(self, mark: int) -> None:
        """Takes back every change since `mark`, on all shelves: one message is out, the rest goes on."""
        while len(self.entries) > mark:
            shelf, key, before, had = self.entries.pop()
            shelf.restore(key, before, had)


class Shelf(Generic[R]):
    """The rows of one record type as this unit of work sees them."""

    def __init__(self, kind: type[R], loader: Loader, undo: Undo) -> None:
        self.kind = kind
        self._loader = loader
        self._undo = undo
        self._known: dict[Key, R | None] = {}
        self._written: dict[Key, R | None] = {}
        self._added: dict[Key, R] = {}
        # What was added and is written already, by this unit of work.
        self._ahead: dict[Key, R] = {}
        self._scanned: dict[frozenset[tuple[str, Any]], list[Key]] = {}
        self._whole: set[Key] = set()
        self._changed = ChangedRows()

    def warm(self, keys: Iterable[Key]) -> None:
        """Reads the rows that are not known yet, in one question and in key order."""
        missing = self.missing(keys)
        if missing:
            self.know(missing, self._loader.load(self.kind, missing))

    def missing(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the keys that were not asked for yet, in order."""
        return sorted({key for key in keys if key not in self._known and not self._is_absent(key)})

    def know(self, keys: Iterable[Key], found: Iterable[R]) -> None:
        """These keys were asked for, and these rows were found."""
        for key in keys:
            self._known[key] = None
        for record in found:
            self._known[key_of(record)] = record

    def get(self, *key: Any) -> R | None:
        """The row with this key, or None."""
        if key in self._added:
            return self._added[key]
        if key in self._written:
            return self._written[key]
        if key in self._ahead:
            return self._ahead[key]
        if key not in self._known:
            self.warm([key])
        return self._known.get(key)

    def look_again(self, *key: Any) -> R | None:
        """The row with this key; one that was not there when it was looked for may be there now."""
        if self._known.get(key, _ABSENT) is None:
            del self._known[key]
        return self.get(*key)

    def find(self, *, limit: int = FIND_MAX, **equal: Any) -> list[R]:
        """The rows whose indexed fields equal these values, in key order, with this unit's changes."""
        asked = frozenset(equal.items())
        if asked not in self._scanned:
            self.found(equal, self._loader.scan(self.kind, equal, limit + 1), at_most=limit)
        scanned = self._scanned[asked]
        mine = self._written or self._added or self._ahead
        found = self._with_mine(scanned, equal) if mine else [self._known.get(key) for key in scanned]
        if len(found) > limit:
            raise Broken(
                f"more than {limit} rows of {self.kind.TABLE} match {equal}; ask for fewer",
                cause="shelf.too_many_rows",
            )
        return [record for record in found if record is not None]

    def _with_mine(self, scanned: Sequence[Key], equal: dict[str, Any]) -> list[R | None]:
        changed, found = self._changed.like(equal, self._mine()), []
        for key in sorted({*scanned, *changed}) if changed else scanned:
            record = self._as_it_is(key)
            untouched = key not in changed and record is self._known.get(key)
            if record is None or untouched or fits(record, equal):
                found.append(record)
        return found

    def wrote(self, **equal: Any) -> bool:
        """Whether this unit of work wrote a row that equals these values, or once did."""
        return bool(self._changed.like(equal, self._mine()))

    def _as_it_is(self, key: Key) -> R | None:
        """The row as this unit left it; only of keys that were found or written."""
        if key in self._added:
            return self._added[key]
        if key in self._written:
            return self._written[key]
        return self._ahead[key] if key in self._ahead else self._known.get(key)

    def _mine(self) -> Iterator[R | None]:
        """All that this unit of work wrote, written to the database already or not."""
        return chain(self._ahead.values(), self._written.values(), self._added.values())

    def take(self, *key: Any) -> R | None:
        """The row with this key, for this unit of work alone: who else reads it is done, or waits."""
        if key not in self._added and key not in self._written:
            self._known[key] = self._loader.take(self.kind, key)
        return self.get(*key)

    def sums(self, by: tuple[str, ...], of: str, **equal: Any) -> Sums:
        """By group the sum of a field and how many rows; only of tables that rows are only added to."""
        found = self._loader.sums(self.kind, by, of, equal)
        return add_sums(found, sums_of(self._new(equal), by, of))

    def walk(self, *order: str, **equal: Any) -> Iterator[R]:
        """Rows in this order, none of them kept in memory; only of tables that rows are only added to."""
        place = attrgetter(*order)
        mine = sorted(self._new(equal), key=place)
        return merge(self._loader.walk(self.kind, order, equal), mine, key=place)

    def _new(self, equal: dict[str, Any]) -> list[R]:
        return [row for row in self._added.values() if fits(row, equal)]

    def look(self, asked: Iterable[dict[str, Any]]) -> None:
        """Reads in one question what `find` will be asked for: for each of these, the rows that equal it."""
        missing = [equal for equal in asked if not self.has_found(equal)]
        if missing:
            answers = self._loader.load_sets((), [(self.kind, equal) for equal in missing])
            for equal, rows in zip(missing, answers, strict=True):
                self.found(equal, rows)

    def has_found(self, equal: dict[str, Any]) -> bool:
        """Whether these rows were asked for before in this unit of work."""
        return frozenset(equal.items()) in self._scanned

    def found(self, equal: dict[str, Any], records: Sequence[R], *, at_most: int = FIND_MAX) -> None:
        """All rows whose fields equal these values: where all their keys begin so, there are no others."""
        keys = [key_of(record) for record in records]
        for key, record in zip(keys, records, strict=True):
            self._known.setdefault(key, record)
        self._scanned[frozenset(equal.items())] = keys
        prefix = self._prefix(equal)
        if prefix is not None and len(keys) <= at_most:
            self._whole.add(prefix)

    def put(self, record: R) -> None:
        """Writes the row, new or changed."""
        key = key_of(record)
        if key in self._ahead:
            raise _final(self.kind, key)
        if key in self._added:
            self._remember(key, self._added[key], True)
            self._added[key] = record
        else:
            self._remember(key, self._written.get(key, _ABSENT), False)
            self._written[key] = record
        self._changed.keep(record)

    def add(self, record: R) -> None:
        """Writes a row that must be new; Broken if this unit of work has one of that key."""
        key, added = key_of(record), self._added
        before = len(added)
        # A key is hashed once: of what holds a UUID that takes as long as all the rest.
        if key in self._ahead or (self._written and self._written.get(key) is not None):
            raise _twice(self.kind, key)
        added.setdefault(key, record)
        if len(added) == before:
            raise _twice(self.kind, key)
        self._undo.entries.append((self, key, _ABSENT, True))
        self._changed.keep(record)

    def remove(self, *key: Any) -> None:
        """Takes the row away."""
        if key in self._ahead:
            raise _final(self.kind, key)
        if key in self._added:
            self._remember(key, self._added.pop(key), True)
        else:
            self._remember(key, self._written.get(key, _ABSENT), False)
            self._written[key] = None

    def changes(self) -> tuple[list[R], list[R], list[Key]]:
        """(rows to insert, rows to insert or replace, keys to delete), each in key order.

        A row that was looked for and was not there is inserted: if another worker made it meanwhile, this
        unit collides and is done again, instead of overwriting what it never saw.
        """
        added = list(self._added.values())
        puts: list[R] = []
        gone: list[Key] = []
        for key in sorted(self._written):
            record = self._written[key]
            absent = self._known.get(key, _ABSENT) is None
            if record is not None:
                (added if absent else puts).append(record)
            elif not absent:
                gone.append(key)
        return added, puts, gone

    def added(self) -> list[R]:
        """Every row that was added in this unit of work, written already or not."""
        return [*self._ahead.values(), *self._added.values()]

    def waiting(self) -> int:
        """How many added rows are still to be written."""
        return len(self._added)

    def go_ahead(self) -> list[R]:
        """What was added since and is to be written now; it is in no `changes` any more."""
        rows = list(self._added.values())
        self._ahead.update(self._added)
        self._added.clear()
        return rows

    def restore(self, key: Key, before: Any, added: bool) -> None:
        """Undo's way back: puts the remembered row in its place again."""
        place: dict[Key, Any] = self._added if added else self._written
        if before is _ABSENT:
            place.pop(key, None)
        else:
            place[key] = before
            if before is not None:
                self._changed.keep(before)

    def _prefix(self, equal: dict[str, Any]) -> Key | None:
        """The beginning of the keys asked for, where nothing else is."""
        names = self.kind.KEY[: len(equal)]
        return tuple(equal[name] for name in names) if set(names) == set(equal) else None

    def _is_absent(self, key: Key) -> bool:
        """Whether all rows whose keys begin like this one are known, and it is not among them."""
        if not self._whole or not any(key[:length] in self._whole for length in range(len(key) + 1)):
            return False
        self._known[key] = None
        return True

    def _remember(self, key: Key, before: Any, added: bool) -> None:
        self._undo.entries.append((self, key, before, added))


def _twice(kind: type[Record], key: Key) -> Broken:
    return Broken(f"{kind.TABLE} {key} was written twice", cause="shelf.written_twice")


def _final(kind: type[Record], key: Key) -> Broken:
    return Broken(f"{kind.TABLE} {key} was to be changed; its rows are final", cause="shelf.final")
