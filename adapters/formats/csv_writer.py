"""Rows to CSV as one partner wants it."""

from __future__ import annotations

import csv
import io
import re

from adapters.formats.encoding import bytes_of
from adapters.formats.grid import cells_of, columns_of, rows_of
from adapters.formats.options import choice, one_sign
from core.hub.node import Node

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*%?")


class CsvWriter:
    """The tree's children, lists of them opened, are the rows; columns are `columns`, else the first row's.

    formulas: a cell that a spreadsheet would run is kept (a program reads the file), or gets a ' before it
    (`neutralize`: a person opens it).
    """

    options = frozenset({"encoding", "bom", "delimiter", "quote", "header", "columns", "newline", "formulas"})

    def check(self, options: dict[str, str]) -> None:
        self.write(Node("table"), options)

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        out = io.StringIO(newline="")
        newline = {"crlf": "\r\n", "lf": "\n"}[choice(options, "newline", ("crlf", "lf"))]
        writer = csv.writer(
            out,
            delimiter=one_sign(options, "delimiter", ","),
            quotechar=one_sign(options, "quote", '"'),
            lineterminator=newline,
        )
        neutral = choice(options, "formulas", ("keep", "neutralize")) == "neutralize"
        rows = rows_of(tree)
        columns = columns_of(rows, options)
        if choice(options, "header", ("yes", "no")) == "yes":
            writer.writerow(columns)
        for number, row in enumerate(rows, 1):
            found = cells_of(row, columns, number, "csv")
            cells = [(cell.value or "") if cell else "" for cell in found]
            writer.writerow([safe_cell(cell) for cell in cells] if neutral else cells)
        return bytes_of(out.getvalue(), options, "csv")


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet runs it; numbers stay numbers."""
    if text[:1] in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} and not _PLAIN_NUMBER.fullmatch(
        text
    ):
        return f"'{text}"
    return text
