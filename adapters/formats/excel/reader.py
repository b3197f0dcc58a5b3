"""Workbooks (.xlsx, .xls, .xlsb, .ods) to a tree of rows; a cell is named as its program shows it."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.formats.encoding import bounded, limit
from adapters.formats.excel.book import Book, opened
from adapters.formats.excel.file import UNPACKED_MAX, refused
from adapters.formats.excel.table import Layout, Table
from adapters.formats.excel.writer import ExcelWriter
from core.hub.node import Node

_SHOWN_MAX = 20


class ExcelReader:
    """One sheet is a "table" of "row"s and "total"s, as CSV is; several are a "workbook" of "sheet"s.

    sheet: a name, a number, several of them, or `all`; the first where not said. No macro runs, no link is
    followed, no formula computed: a formula is the value that was kept with it.
    """

    options = frozenset({
        "bytes_max", "unpacked_max", "rows_max", "cells_max", "sheet", "header", "header_cells", "columns",
        "totals", "merged", "hidden",
    })  # fmt: skip

    def check(self, options: dict[str, str]) -> None:
        bounded(b"", options, "excel")
        limit(options, "unpacked_max", UNPACKED_MAX)
        Layout(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        bounded(payload, options, "excel")
        layout = Layout(options)
        book = opened(payload, limit(options, "unpacked_max", UNPACKED_MAX), layout.cells_max)
        chosen, one = _chosen(book, options, layout)
        if one:
            place = f"sheet '{chosen[0]}'"
            return Node("table", None, tuple(Table(book, chosen[0], layout).nodes()), place)
        return Node("workbook", None, tuple(_sheet(book, name, layout) for name in chosen), "workbook")


READER = ExcelReader()
WRITER = ExcelWriter()


def _sheet(book: Book, name: str, layout: Layout) -> Node:
    place = f"sheet '{name}'"
    return Node("sheet", None, (Node("@name", name, (), place), *Table(book, name, layout).nodes()), place)


def _chosen(book: Book, options: Mapping[str, str], layout: Layout) -> tuple[list[str], bool]:
    """The names of the sheets that are asked for, and whether one is."""
    asked = options.get("sheet", "1").split("\n")
    if asked == ["all"] and "all" not in book.names:
        return [name for name in book.names if layout.shows_hidden or name not in book.hidden], False
    found = [_named(book, each) for each in asked]
    return found, len(found) == 1


def _named(book: Book, asked: str) -> str:
    """A sheet by its name or, where none is called so, by its number."""
    if asked in book.names:
        return asked
    if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) <= len(book.names):
        return book.names[int(asked) - 1]
    shown = ", ".join(repr(name) for name in book.names[:_SHOWN_MAX])
    raise refused(f"it has no sheet {asked!r}; it has {shown or 'none'}", "no_sheet")
