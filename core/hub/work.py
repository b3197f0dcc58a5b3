"""The unit of work as a room sees it: shelves of rows, effects, nothing else of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from core.hub.message import Message
from core.hub.records import Key, R, Record
from core.hub.shelf import Scan, Shelf


class RoomUnit(Protocol):
    """What a room's work class is made from."""

    def shelf(self, kind: type[R]) -> Shelf[R]:
        """The rows of this record type, inside this unit of work."""
        ...

    def warm(self, wanted: dict[type[Record], list[Key]], scans: Sequence[Scan] = ()) -> None:
        """Reads what will be asked for of several shelves, in one trip: by key, and by `find`."""
        ...

    def effect(self, message: Message, *, kind: str, key: str, text: str) -> UUID:
        """Marks one effect of `message` and gives its id, uuid5(message, kind, key).

        kind: what was done ("lot.moved"); key: about what, from content (lot, order); text: one line
        for the operator with value and unit. Two effects of one id in one unit of work are Broken, and the
        mark is unique for ever: it is the guard against doing a thing twice.
        """
        ...
