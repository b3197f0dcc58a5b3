"""Tables as dictionaries: load, scan and write whole sets of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from core.hub.records import Key, R, Record, Sums, key_of
from core.hub.shelf import FIND_MAX, Scan, Shelf, Wanted
from core.hub.sums import fits, sums_of
from core.kernel.errors import Broken

ALL = 10**9


class Tables:
    """Every record kept, by table and key."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Key, Record]] = {}

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        table = self.rows.get(kind.TABLE, {})
        return [table[key] for key in keys if key in table]  # type: ignore[misc]

    def load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan] = ()) -> list[list[Any]]:
        found: list[list[Any]] = [self.load(kind, keys) for kind, keys in wanted]
        return found + [self.scan(kind, equal, FIND_MAX + 1) for kind, equal in scans]

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int) -> list[R]:
        if tuple(equal) and not _indexed(kind, equal):
            raise Broken(f"{kind.TABLE} has no index on {sorted(equal)}", cause="tables.no_index")
        table = self.rows.get(kind.TABLE, {})
        found = [table[key] for key in sorted(table) if fits(table[key], equal)]
        return found[:limit]  # type: ignore[return-value]

    def take(self, kind: type[R], key: Key) -> R | None:
        return next(iter(self.load(kind, [key])), None)

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, equal: dict[str, Any]) -> Sums:
        return sums_of(self.scan(kind, equal, ALL), by, of)

    def walk(self, kind: type[R], order: tuple[str, ...], equal: dict[str, Any]) -> Iterator[R]:
        return iter(sorted(self.scan(kind, equal, ALL), key=attrgetter(*order)))

    def apply(self, shelves: Sequence[Shelf[Any]]) -> None:
        """Writes the changes of these shelves, all or none."""
        changes = [shelf.changes() for shelf in shelves]
        for added, _, _ in changes:
            for record in added:
                if key_of(record) in self.rows.get(record.TABLE, {}):
                    raise Broken(f"{record.TABLE} {key_of(record)} exists", cause="tables.exists")
        for shelf, (added, put, gone) in zip(shelves, changes, strict=True):
            table = self.rows.setdefault(shelf.kind.TABLE, {})
            table.update({key_of(record): record for record in (*added, *put)})
            for key in gone:
                table.pop(key, None)


def _indexed(kind: type[Record], equal: dict[str, Any]) -> bool:
    asked = set(equal)
    return any(asked == set(group[: len(asked)]) for group in (kind.KEY, *kind.INDEXES))
