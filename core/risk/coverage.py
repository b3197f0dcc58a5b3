"""Which values of its domain a table leaves without an answer, and which two rows answer at once."""

from __future__ import annotations

from collections.abc import Iterator

from core.kernel.errors import Refused
from core.risk.tables import Compiled, places

STEPS_MAX = 200_000


def gaps(table: Compiled, *, limit: int = 10) -> list[str]:
    """Up to so many places that no row answers, in words; none means the table covers its domain."""
    found: list[str] = []
    for where, rows in _Walk(table, several=False).ends():
        if not rows:
            found.append(where or "always")
            if len(found) >= limit:
                break
    return found


def overlaps(table: Compiled, *, limit: int = 10) -> list[str]:
    """Up to so many places that two rows or more answer, with their names."""
    found: list[str] = []
    for where, rows in _Walk(table, several=True).ends():
        if rows & (rows - 1):
            names = ", ".join(table.table.rows[at].row_id for at in places(rows))
            found.append(f"{where or 'always'}: rows {names}")
            if len(found) >= limit:
                break
    return found


class _Walk:
    """Column by column through the parts of the domain; what leads to the same rows is walked once."""

    def __init__(self, table: Compiled, *, several: bool) -> None:
        self._columns = table.columns
        self._every = (1 << len(table.table.rows)) - 1
        self._several = several
        self._steps = 0
        self._seen: set[tuple[int, int]] = set()
        # Rows that ask nothing of any later column: where one of them is left, nothing stays open.
        self._sure = self._rests()

    def ends(self) -> Iterator[tuple[str, int]]:
        return self._from(0, self._every, ())

    def _from(self, at: int, rows: int, where: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        self._steps += 1
        if (at, rows) in self._seen:
            return
        self._seen.add((at, rows))
        if self._steps > STEPS_MAX:
            raise Refused(
                f"the domain has over {STEPS_MAX} parts; split the table", cause="risk.table.too_wide"
            )
        settled = not (rows & (rows - 1)) if self._several else bool(rows & self._sure[at])
        if at == len(self._columns) or settled or not rows:
            yield ", ".join(where), rows
            return
        name, column = self._columns[at]
        for part in column.parts:
            yield from self._from(at + 1, rows & part.rows, (*where, f"{name} {part.name}"))

    def _rests(self) -> list[int]:
        sure = [self._every]
        for _name, column in reversed(self._columns):
            everywhere = self._every
            for part in column.parts:
                everywhere &= part.rows
            sure.append(sure[-1] & everywhere)
        return sure[::-1]
