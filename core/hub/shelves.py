"""All shelves of one unit of work: read together, written in one order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.hub.records import FREE, Key, R, Record
from core.hub.shelf import Loader, Scan, Shelf, Undo


class Shelves:
    """The shelves of one unit of work, made as they are asked for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._shelves: dict[type[Record], Shelf[Any]] = {}
        self.undo = Undo()

    def shelf(self, kind: type[R]) -> Shelf[R]:
        if kind not in self._shelves:
            self._shelves[kind] = Shelf(kind, self._loader, self.undo)
        return self._shelves[kind]

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        """Reads the rows of several record types that are not known yet, tables in one order.

        What is held by nobody comes last: it may have been changed while this unit waited for the rest.
        """
        kinds = sorted(wanted, key=lambda kind: (kind.LOCK == FREE, kind.TABLE))
        asked = [(kind, missing) for kind in kinds if (missing := self.shelf(kind).missing(wanted[kind]))]
        looked = [(kind, equal) for kind, equal in scans if not self.shelf(kind).has_found(equal)]
        answers = self._loader.load_sets(asked, looked)
        for (kind, keys), rows in zip(asked, answers, strict=False):
            self.shelf(kind).know(keys, rows)
        for (kind, equal), rows in zip(looked, answers[len(asked) :], strict=True):
            self.shelf(kind).found(equal, rows)

    def final_rows(self) -> int:
        """How many rows of FINAL tables are still to be written."""
        return sum(shelf.waiting() for shelf in self._shelves.values() if shelf.kind.FINAL)

    def go_ahead(self) -> list[tuple[type[Record], list[Any]]]:
        """Rows of FINAL tables that may be written now; no change so far can be taken back any more."""
        self.undo.entries.clear()
        final = [shelf for shelf in self.touched() if shelf.kind.FINAL]
        return [(shelf.kind, rows) for shelf in final if (rows := shelf.go_ahead())]

    def touched(self) -> list[Shelf[Any]]:
        """Every shelf that was asked for, by table name: all workers write tables in one order."""
        return sorted(self._shelves.values(), key=lambda shelf: shelf.kind.TABLE)
