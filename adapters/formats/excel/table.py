"""One sheet to rows: where its header is, which rows count, what each cell is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.formats.csv import COLUMNS_MAX
from adapters.formats.encoding import limit
from adapters.formats.excel.book import Book
from adapters.formats.excel.columns import SheetColumns, fault
from adapters.formats.excel.file import refused
from adapters.formats.excel.marks import Marks, letters
from adapters.formats.options import choice
from core.hub.node import Node
from core.hub.rows import row_of
from core.kernel.errors import Unreadable

ROWS_MAX = 1_048_576
# Cells of the rectangle a sheet reaches over, blank ones too: all of them are held at once.
CELLS_MAX = 10_000_000
_HEADER_WITHIN = 200
_MERGED_MAX = 1_000_000
Line = tuple[int, list[Any]]


class Layout:
    """How one partner fills its sheets, from the options of its mapping."""

    def __init__(self, options: Mapping[str, str]) -> None:
        said = options.get("header", "first")
        self.header = {"no": 0, "false": 0, "first": -1}.get(said)
        if self.header is None:
            self.header = int(
                choice(options, "header", tuple(str(row) for row in range(1, _HEADER_WITHIN + 1)))
            )
        self.header_cells = _listed(options, "header_cells")
        self.named = _listed(options, "columns")
        self.totals = frozenset(_listed(options, "totals"))
        self.fills = choice(options, "merged", ("first", "fill")) == "fill"
        self.shows_hidden = choice(options, "hidden", ("read", "skip")) == "read"
        self.rows_max = limit(options, "rows_max", ROWS_MAX)
        self.cells_max = limit(options, "cells_max", CELLS_MAX)
        if self.header_cells and "header" in options:
            raise Unreadable("give `header` or `header_cells`, not both", cause="format.option")


def _listed(options: Mapping[str, str], name: str) -> list[str]:
    return options[name].split("\n") if name in options else []


class Table:
    """The rows of one sheet."""

    def __init__(self, book: Book, name: str, layout: Layout) -> None:
        self.book, self.name, self.layout = book, name, layout
        self.marks = self._bounded(book.marks(name))
        self._marked = {row for row, _ in self.marks.why}
        self._known: dict[tuple[int, int], SheetColumns] = {}

    def _bounded(self, marks: Marks) -> Marks:
        layout = self.layout
        if (
            marks.rows > layout.rows_max
            or marks.columns > COLUMNS_MAX
            or marks.rows * marks.columns > layout.cells_max
        ):
            raise refused(
                f"it reaches to row {marks.rows} column {letters(marks.columns)}, over {layout.rows_max} "
                f"rows, {COLUMNS_MAX} columns or {layout.cells_max} cells; send it in parts, or without "
                "stray cells",
                "too_many",
                f"sheet '{self.name}'",
            )
        return marks

    def nodes(self) -> Iterator[Node]:
        lines = self._lines()
        columns, totals = self._columns(lines), self.layout.totals
        marked = self._marked
        alike = self._alike(columns, 0)
        for number, cells in lines:
            if len(cells) != len(alike.places):
                alike = self._alike(columns, len(cells))
            row: Node = row_of(alike, number, cells)
            if number in marked:
                row = self._with_marks(alike, number, cells)
            if totals and _first(row.children) in totals:
                row = Node("total", None, row.children, row.at)
            yield row

    def _lines(self) -> Iterator[Line]:
        """Each row that counts, with its number: blank ones do not, and hidden ones as the layout says."""
        rows, merged = self.book.rows(self.name)
        cover = self._covered(merged) if self.layout.fills else {}
        for number, cells in enumerate(rows, 1):
            if number > self.layout.rows_max:
                raise refused("it holds too many rows", "too_many", f"sheet '{self.name}' row {number}")
            if cover:
                for column, source in cover.get(number, ()):
                    if column <= len(cells):
                        cells[column - 1] = source.setdefault("value", cells[column - 1])
            if cells.count("") == len(cells) and number not in self._marked:
                continue
            if self.layout.shows_hidden or number not in self.marks.hidden:
                yield number, cells

    def _covered(self, merged: list[Any]) -> dict[int, list[tuple[int, dict[str, Any]]]]:
        """For each row the columns that say what the first cell of their range says."""
        found: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        left = _MERGED_MAX
        for (top, start), (bottom, end) in merged:
            source: dict[str, Any] = {}
            rows = range(top + 1, min(bottom + 1, self.marks.rows or bottom + 1) + 1)
            columns = range(start + 1, min(end + 1, COLUMNS_MAX) + 1)
            left -= len(rows) * len(columns)
            if left < 0:
                raise refused(
                    f"over {_MERGED_MAX} cells of it are merged", "too_many", f"sheet '{self.name}'"
                )
            for row in rows:
                found.setdefault(row, []).extend((column, source) for column in columns)
        return found

    def _columns(self, lines: Iterator[Line]) -> list[str]:
        layout = self.layout
        if layout.header == 0 and not layout.header_cells:
            return layout.named
        number, cells = self._header(lines)
        said = [
            (child.value or "").strip() or child.name
            for child in self._with_marks(self._alike([], len(cells)), number, cells).children
        ]
        names = layout.named or said
        twice = next((name for index, name in enumerate(names) if name in names[:index]), None)
        if twice is not None:
            raise refused(
                f"two columns are called {twice!r}; name them apart with `columns`",
                "same_column",
                f"sheet '{self.name}' row {number}",
            )
        return names

    def _header(self, lines: Iterator[Line]) -> Line:
        wanted = set(self.layout.header_cells)
        for number, cells in lines:
            if number > _HEADER_WITHIN and (wanted or self.layout.header != -1):
                break
            if wanted:
                if wanted <= {cell.strip() for cell in cells if isinstance(cell, str)}:
                    return number, cells
            elif self.layout.header in {-1, number}:
                return number, cells
        asked = f"the cells {', '.join(self.layout.header_cells)}" if wanted else "the names of the columns"
        raise refused(
            f"no row with {asked} is there; send the header, or say where it is with `header`",
            "no_header",
            f"sheet '{self.name}'",
        )

    def _alike(self, columns: list[str], count: int) -> SheetColumns:
        """Name and place of each column; where it has no name, its letters."""
        known = self._known.get((len(columns), count))
        if known is None:
            sheet = self.name.replace("%", "%%")
            each = [letters(index) for index in range(1, count + 1)]
            places = [
                (columns[index] if index < len(columns) else letter, f"sheet '{sheet}' cell {letter}%d")
                for index, letter in enumerate(each)
            ]
            known = self._known[len(columns), count] = SheetColumns(places, f"sheet '{sheet}' row %d")
        return known

    def _with_marks(self, alike: SheetColumns, number: int, cells: list[Any]) -> Node:
        """A row with faults in it, which stand in the place of its cells."""
        found = list(alike.nodes(number, cells))
        for index, (name, place) in enumerate(alike.places):
            why = self.marks.why.get((number, index + 1))
            if why:
                found[index] = fault(name, (place, number), why)
        return Node("row", None, tuple(found), (alike.row_place, number))


def _first(children: tuple[Node, ...]) -> str:
    """The first text of a row, without the colon that may follow it."""
    said = next((child.value for child in children if child.value), "")
    return said.strip().rstrip(":：").strip()
