"""Which rows a unit of work changed, by the values they are looked for: none is looked through twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.hub.records import Key, Record, key_of


class ChangedRows:
    """Of the rows written: the keys of those that equal, or once equalled, some values; of rows of one type.

    A key stays where it stood: a row may be changed again or taken back, so whoever asks looks at the row.
    """

    def __init__(self) -> None:
        self._by_names: dict[tuple[str, ...], dict[Key, set[Key]]] = {}

    def keep(self, record: Record) -> None:
        """The row was written, or is there again."""
        for names, index in self._by_names.items():
            _put(index, names, record)

    def like(self, equal: Mapping[str, Any], written: Iterable[Record | None]) -> set[Key]:
        """Keys of rows that may equal these values; written: all that were until now."""
        names = tuple(sorted(equal))
        index = self._by_names.get(names)
        if index is None:
            index = self._by_names[names] = {}
            for record in written:
                if record is not None:
                    _put(index, names, record)
        return index.get(tuple(equal[name] for name in names), set())


def _put(index: dict[Key, set[Key]], names: tuple[str, ...], record: Record) -> None:
    index.setdefault(tuple([getattr(record, name) for name in names]), set()).add(key_of(record))
