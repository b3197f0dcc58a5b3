"""Parameters change on a day: which row of a table is in force, and never a guess before the first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from core.kernel.errors import Refused


class Dated(Protocol):
    """A row of parameters that holds from a day on, until the next one does."""

    @property
    def effective_from(self) -> date: ...


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Iterable[Row], on: date) -> Row:
    """The latest row that has begun; Refused before the first."""
    begun = [row for row in rows if row.effective_from <= on]
    if not begun:
        raise Refused(
            f"no parameters are in force on {on}; load a row that begins by then", cause="loan.dated"
        )
    return max(begun, key=lambda row: row.effective_from)
