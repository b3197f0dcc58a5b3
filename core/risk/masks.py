"""One column of a table compiled: for any value, which rows it agrees with, as one integer of bits."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.risk.cells import Cell, Point
from core.risk.values import TEXT, TRUTH, WHOLE, Value

# A word that no cell can name: it stands for every word that none of the column's cells names.
OTHER = "\x00other"
Lookup = Callable[[Value], int]


class Part(NamedTuple):
    """A part of a column's domain in which no cell changes its mind: its name, a point of it, its rows."""

    name: str
    point: Point
    rows: int


class Column(NamedTuple):
    """A column's answer. blank: the rows that agree where nothing was said; unsure: that cannot tell then."""

    rows_of: Lookup
    blank: int
    unsure: int
    parts: tuple[Part, ...]


def column(cells: Sequence[Cell], kind: str, domain: Cell) -> Column:
    """The cells of one column, first row first; domain: the values that may come at all."""
    constants = {constant for cell in (*cells, domain) for constant in cell.constants}
    blank = _rows(cells, None) & ~_asking(cells)
    if kind == TEXT:
        words = sorted(word for word in constants if isinstance(word, str))
        rows_of, parts = _words(cells, words)
    elif kind == TRUTH:
        no, yes = _rows(cells, False), _rows(cells, True)
        rows_of, parts = (
            (lambda value: yes if value else no),
            [Part("false", False, no), Part("true", True, yes)],
        )
    else:
        numbers = sorted(number for number in constants if isinstance(number, (int, Decimal)))
        rows_of, parts = _numbers(cells, numbers, kind)
    inside = tuple(part for part in parts if domain.holds(part.point))
    return Column(rows_of, blank, _asking(cells) & ~blank, inside)


def _rows(cells: Sequence[Cell], point: Point) -> int:
    return sum(1 << at for at, cell in enumerate(cells) if cell.holds(point))


def _asking(cells: Sequence[Cell]) -> int:
    """The rows whose cell can say nothing without a value."""
    return sum(1 << at for at, cell in enumerate(cells) if cell.asks)


def _words(cells: Sequence[Cell], words: Sequence[str]) -> tuple[Lookup, list[Part]]:
    known = {word: _rows(cells, word) for word in words}
    other = _rows(cells, OTHER)
    find = known.get
    parts = [Part(repr(word), word, rows) for word, rows in known.items()]
    return (lambda value: find(value, other)), [*parts, Part("any other text", OTHER, other)]


def _numbers(cells: Sequence[Cell], bounds: Sequence[int | Decimal], kind: str) -> tuple[Lookup, list[Part]]:
    """Every bound, and every stretch between two; stretches have even places, bounds odd ones."""
    parts = [_part(cells, name, point) for name, point in _stretches(bounds)]
    rows = [part.rows for part in parts]
    count = len(bounds)

    def rows_of(value: Value) -> int:
        at = bisect_left(bounds, value)
        return rows[2 * at + 1 if at < count and bounds[at] == value else 2 * at]

    return rows_of, [part for at, part in enumerate(parts) if kind != WHOLE or _has_whole(at, bounds)]


def _stretches(bounds: Sequence[int | Decimal]) -> Iterator[tuple[str, Fraction]]:
    if not bounds:
        yield "any number", Fraction(0)
        return
    exact = [Fraction(bound) for bound in bounds]
    yield f"< {bounds[0]}", exact[0] - 1
    for at, bound in enumerate(bounds):
        yield f"{bound}", exact[at]
        if at + 1 < len(bounds):
            yield f"({bound}..{bounds[at + 1]})", (exact[at] + exact[at + 1]) / 2
    yield f"> {bounds[-1]}", exact[-1] + 1


def _part(cells: Sequence[Cell], name: str, point: Fraction) -> Part:
    return Part(name, point, _rows(cells, point))


def _has_whole(at: int, bounds: Sequence[int | Decimal]) -> bool:
    """Whether a whole number lies in the part of this place."""
    after = at // 2
    if at % 2:
        return bounds[after] == math.floor(bounds[after])
    return after in (0, len(bounds)) or math.floor(bounds[after - 1]) + 1 < bounds[after]
