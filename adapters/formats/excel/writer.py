"""Rows to an .xlsx: row after row, so that a long one needs no more memory than a short one."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import xlsxwriter

from adapters.formats.csv_writer import safe_cell
from adapters.formats.grid import cells_of, columns_of, rows_of
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

ROWS_MAX = 1_048_575
COLUMNS_MAX = 16_384
_TEXT_MAX = 32_767
_SHEET = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")
# The same rows are the same bytes, whenever they are written.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DIGITS_MAX = 15
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class ExcelWriter:
    """The tree's children, lists of them opened, are the rows; columns are `columns`, else the first row's.

    A text is written as text, never as a formula; `formulas: neutralize` puts a ' before it too, for whoever
    saves it as CSV. A number of over 15 digits stays a text, for the cell would lose the last ones.
    """

    options = frozenset({"sheet", "header", "columns", "formulas"})

    def check(self, options: dict[str, str]) -> None:
        self.write(Node("table"), options)

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        name = options.get("sheet", "Sheet1")
        if not _SHEET.fullmatch(name):
            raise Unreadable(
                f"{name!r} is no name of a sheet: 1 to 31 signs, none of []:*?/\\", cause="format.option"
            )
        neutral = choice(options, "formulas", ("keep", "neutralize")) == "neutralize"
        header = choice(options, "header", ("yes", "no")) == "yes"
        rows = rows_of(tree)
        columns = columns_of(rows, options)
        if len(rows) > ROWS_MAX or len(columns) > COLUMNS_MAX:
            raise Unreadable(
                f"{len(rows)} rows of {len(columns)} columns are more than a sheet holds",
                cause="excel.too_many",
            )
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, _SETTINGS) as book:
            book.set_properties({"created": _MADE})
            sheet = _Sheet(book.add_worksheet(name), neutral)
            if header:
                sheet.put([Node(column, column, (), "", "text") for column in columns])
            for number, row in enumerate(rows, 1):
                sheet.put(cells_of(row, columns, number, "excel"))
        return out.getvalue()


WORDS = {"true": True, "false": False}


class _Sheet:
    """A sheet being written from the top."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, neutral: bool) -> None:
        self.sheet, self.neutral, self.row = sheet, neutral, 0

    def put(self, cells: list[Node | None]) -> None:
        for column, cell in enumerate(cells):
            if cell is not None and cell.value:
                self._cell(column, cell, cell.value)
        self.row += 1

    def _cell(self, column: int, cell: Node, text: str) -> None:
        if cell.kind in WORDS:
            self.sheet.write_boolean(self.row, column, WORDS[cell.kind])
        elif (
            cell.kind == "number"
            and _NUMBER.fullmatch(text)
            and len(text.strip("-").replace(".", "")) <= _DIGITS_MAX
        ):
            self.sheet.write_number(self.row, column, float(text))
        elif len(text) > _TEXT_MAX:
            raise Unreadable(
                f"row {self.row + 1} column {cell.name} has {len(text)} signs; a cell holds {_TEXT_MAX}",
                cause="excel.too_long",
                place=f"row {self.row + 1}",
            )
        else:
            self.sheet.write_string(self.row, column, safe_cell(text) if self.neutral else text)
