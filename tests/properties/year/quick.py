"""The memory store with an index for every question: a year asks some hundred thousand of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from operator import attrgetter
from typing import Any

from adapters.memory.store import MemoryStore
from adapters.memory.tables import Tables
from core.hub.arrivals import Arrival
from core.hub.records import Key, R, Record, key_of
from core.hub.shelf import Shelf
from core.kernel.clock import Clock


class Index:
    """Which rows of a table have which values in some of their fields."""

    def __init__(self, names: tuple[str, ...], rows: Iterable[Record]) -> None:
        read = attrgetter(*names)
        self._values: Callable[[Record], Key] = read if len(names) > 1 else lambda row: (read(row),)
        self._keys: dict[Key, set[Key]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Record) -> None:
        self._keys.setdefault(self._values(row), set()).add(key_of(row))

    def drop(self, row: Record) -> None:
        self._keys[self._values(row)].discard(key_of(row))

    def find(self, wanted: Sequence[Any]) -> set[Key]:
        """Keys of the rows that have these values, or one of several in a tuple."""
        several = [one if isinstance(one, tuple) else (one,) for one in wanted]
        return {key for values in product(*several) for key in self._keys.get(values, ())}


class QuickTables(Tables):
    """Tables whose scans look at no row they do not find; rows are changed by `apply` alone."""

    def __init__(self) -> None:
        super().__init__()
        self._indexes: dict[str, dict[tuple[str, ...], Index]] = {}

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int) -> list[R]:
        if not equal:
            return super().scan(kind, equal, limit)
        table, names = self.rows.get(kind.TABLE, {}), tuple(sorted(equal))
        known = self._indexes.setdefault(kind.TABLE, {})
        if names not in known:
            super().scan(kind, equal, 1)  # It says which questions no database has an index for.
            known[names] = Index(names, table.values())
        keys = known[names].find([equal[name] for name in names])
        return [table[key] for key in sorted(keys)[:limit]]  # type: ignore[misc]

    def apply(self, shelves: Sequence[Shelf[Any]]) -> None:
        moved = [self._before(shelf) for shelf in shelves]
        super().apply(shelves)
        for shelf, rows in zip(shelves, moved, strict=True):
            for index in self._indexes.get(shelf.kind.TABLE, {}).values():
                for before, after in rows:
                    if before is not None:
                        index.drop(before)
                    if after is not None:
                        index.add(after)

    def _before(self, shelf: Shelf[Any]) -> list[tuple[Record | None, Record | None]]:
        """Each row that changes, as it was and as it will be."""
        table = self.rows.get(shelf.kind.TABLE, {})
        added, put, gone = shelf.changes()
        rows: list[tuple[Record | None, Record | None]] = [
            (table.get(key_of(row)), row) for row in (*added, *put)
        ]
        return rows + [(table.get(key), None) for key in gone]


class QuickStore(MemoryStore):
    """The same store over quick tables."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.tables = QuickTables()

    def run(self, partition: int, after: int, limit: int) -> list[Arrival]:
        numbers = range(after + 1, self.next_number.get(partition, 1))
        found = (self.arrival(partition, number) for number in numbers)
        return list(islice((row for row in found if row is not None), limit))
