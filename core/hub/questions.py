"""What will be asked of several shelves, gathered, and then read in one trip to the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.hub.alert_book import Alert
from core.hub.records import Key, Record
from core.hub.shelf import Scan
from core.hub.work import RoomUnit


class Questions:
    """Rows by their keys and by what their fields equal; nothing is read before `read`."""

    def __init__(self) -> None:
        self._wanted: dict[type[Record], list[Key]] = {}
        self._scans: list[Scan] = []

    def rows(self, kind: type[Record], keys: Iterable[Key]) -> None:
        """The rows with these keys, as `get` will ask for them."""
        self._wanted.setdefault(kind, []).extend(keys)

    def found(self, kind: type[Record], equals: Iterable[dict[str, Any]]) -> None:
        """The rows that equal each of these, as `find` will ask for them."""
        self._scans.extend((kind, equal) for equal in equals)

    def of_each(self, kind: type[Record], name: str, values: Iterable[object]) -> None:
        """The rows whose field equals each of these values."""
        self.found(kind, ({name: value} for value in values))

    def alerts(self, named: Iterable[tuple[str, str]]) -> None:
        """Every alert there ever was of these codes and objects, as raising and clearing ask for them."""
        self.found(Alert, ({"code": code, "object": about} for code, about in named))

    def read(self, unit: RoomUnit) -> None:
        """One trip, tables in one order for all who ask; what asks one table alike many times is one more."""
        unit.warm(self._wanted, sorted(self._scans, key=lambda scan: scan[0].TABLE))
