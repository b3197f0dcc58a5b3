"""A room's questions asked of what is committed: nothing is locked, and nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from core.hub.message import Message
from core.hub.ports import Store
from core.hub.records import Key, R, Record, Sums
from core.hub.shelf import Scan, Shelf, Undo, Wanted
from core.kernel.errors import Broken


class Looking:
    """What a room's work class is made from, for looking alone."""

    def __init__(self, store: Store) -> None:
        self._rows = _Committed(store)

    def shelf(self, kind: type[R]) -> Shelf[R]:
        """What is put on it is never written."""
        return Shelf(kind, self._rows, Undo())

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        """Nothing is kept between two questions, so nothing is read ahead."""

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        raise Broken(f"{kind} {key} is an effect of what only looks", cause="looking.effect")


class _Committed:
    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        return [row for key in keys if (row := self._store.get(kind, *key)) is not None]

    def load_sets(self, wanted: Sequence[Wanted], scans: Sequence[Scan] = ()) -> list[list[Any]]:
        raise Broken("what only looks asks for one thing at a time", cause="looking.sets")

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int) -> list[R]:
        asked = equal
        if "kind" in equal:
            # No store can be asked by a field of that name: by what stands before it in the key.
            asked = {name: equal[name] for name in kind.KEY[: kind.KEY.index("kind")]}
        rows = self._store.rows(kind, limit=limit, **asked)
        return [row for row in rows if all(getattr(row, name) == value for name, value in equal.items())]

    def take(self, kind: type[R], key: Key) -> R | None:
        raise Broken("what only looks takes nothing for itself", cause="looking.take")

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, equal: dict[str, Any]) -> Sums:
        return self._store.sums(kind, by, of, **equal)

    def walk(self, kind: type[R], order: tuple[str, ...], equal: dict[str, Any]) -> Iterator[R]:
        return self._store.walk(kind, *order, **equal)
