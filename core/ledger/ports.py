"""What balances are read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from core.hub.records import Key, R, Record, Sums


class Books(Protocol):
    """Rows of the books outside of a unit of work; a store is one."""

    def get(self, kind: type[R], *key: Any) -> R | None: ...

    def rows(self, kind: type[R], *, limit: int, after: Key | None = None, **equal: Any) -> list[R]:
        """Rows in key order, by an index or all of them, after a key."""
        ...

    def sums(self, kind: type[Record], by: tuple[str, ...], of: str, **equal: Any) -> Sums:
        """By these fields the sum of another and how many rows."""
        ...

    def walk(self, kind: type[R], *order: str, **equal: Any) -> Iterator[R]:
        """Rows in this order, one after another."""
        ...
