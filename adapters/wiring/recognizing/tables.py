"""The dialect of a table in text: what parts its cells, and whether its first row names the columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import NamedTuple

ROWS_LOOKED_AT = 100
CELL_MAX = 200
_DELIMITERS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,' ]*%?")
_DATE = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?(?:[T ].*)?|[0-9]{1,2}:[0-9]{2}.*")


class Grid(NamedTuple):
    """rows: the first ones, the header among them. header: whether the first row names the columns.

    steady: whether every row looked at has as many cells as the first.
    """

    delimiter: str
    rows: list[list[str]]
    header: bool
    steady: bool

    @property
    def columns(self) -> list[str]:
        """Their names; where nobody named them c1, c2 …, as the reader calls them."""
        if self.header:
            return [name.strip() or f"c{place}" for place, name in enumerate(self.rows[0], 1)]
        return [f"c{place}" for place in range(1, len(self.rows[0]) + 1)]

    @property
    def cells(self) -> list[list[str]]:
        """The rows below the header."""
        return self.rows[1:] if self.header else self.rows


def grid_of(text: str, *, cut: bool = False) -> Grid | None:
    """The dialect in which most rows have one number of cells above one; None where there is none.

    cut: the text goes on; its last line is not looked at.
    """
    lines = text.splitlines(keepends=True)[: ROWS_LOOKED_AT + 1]
    if cut and len(lines) > 1:
        lines.pop()
    best: tuple[float, Grid] | None = None
    for delimiter in _DELIMITERS:
        rows = _rows(lines, delimiter)
        if not rows:
            continue
        width, common = Counter(map(len, rows)).most_common(1)[0]
        share = common / len(rows)
        if width < 2 or share < 0.6 or len(rows) < 2:
            continue
        rank = share + min(width, 30) / 100
        if best is None or rank > best[0]:
            best = rank, Grid(delimiter, rows, names_columns(rows), share == 1)
    return best[1] if best else None


def names_columns(rows: list[list[str]]) -> bool:
    """A header is all texts, each once, and says something else than the rows below it do."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if cell]
    if len(named) * 2 < len(first) or len(set(named)) < len(named) or any(map(is_value, named)):
        return False
    below = [cell.strip() for row in rows[1:20] for cell in row]
    return bool(below) and (any(map(is_value, below)) or not set(named) & set(below))


def is_value(text: str) -> bool:
    """A number, a date or a time: what no column is called."""
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """The records that are not blank; cells are cut to what is looked at."""
    try:
        found = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
    except csv.Error:
        return []
    return [[cell[:CELL_MAX] for cell in row] for row in found]
