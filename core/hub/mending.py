"""Ending failures from inside a handler: mended or dismissed, what they made uncertain is certain again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from core.hub import failures
from core.hub.certainty import make_certain_rows
from core.hub.failures import Failure, Uncertain
from core.hub.shelf import Shelf
from core.hub.work import RoomUnit


class FailureWork:
    """What ending failures needs: the failures and what is uncertain because of them."""

    def __init__(self, unit: RoomUnit) -> None:
        self.failures: Shelf[Failure] = unit.shelf(Failure)
        self.uncertain: Shelf[Uncertain] = unit.shelf(Uncertain)

    def end(self, row: Failure, state: str, at: datetime, text: str) -> None:
        """The failure is over, and instructions that waited for it alone are due."""
        self.failures.put(msgspec.structs.replace(row, state=state, due_at=None, last_at=at, text=text))
        origin = f"{row.partition}/{row.number}/{row.ordinal}"
        self._unpark(make_certain_rows(self.uncertain, origin), at)

    def still_failing(self, partition: int, number: int) -> list[Failure]:
        """The message's failures that nobody has mended or dismissed."""
        rows = self.failures.find(partition=partition, number=number)
        return [row for row in rows if row.state not in (failures.MENDED, failures.DISMISSED)]

    def _unpark(self, scopes: Iterable[str], at: datetime) -> None:
        if all(self.uncertain.find(scope=scope) for scope in scopes):
            return
        for parked in self.failures.find(state=failures.PARKED):
            self.failures.put(msgspec.structs.replace(parked, state=failures.WAITING, due_at=at))
