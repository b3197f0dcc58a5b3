"""CSV in any dialect to a tree of rows; a bad row is named by its number, as a spreadsheet shows it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from adapters.formats.csv_writer import CsvWriter
from adapters.formats.encoding import OPTIONS, limit, text_of
from adapters.formats.encoding import check as check_encoding
from adapters.formats.options import choice, one_sign
from core.hub.node import Node
from core.hub.rows import Columns, row_of
from core.kernel.errors import Unreadable

ROWS_MAX = 2_000_000
COLUMNS_MAX = 1_000

Record = tuple[int, list[str]]


class CsvReader:
    """The root "table" holds children named "row", each with a child per column; the header is row 1."""

    options = OPTIONS | {
        "bytes_max", "rows_max", "delimiter", "quote", "header", "skip", "columns", "ragged", "stray_quotes",
    }  # fmt: skip

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "csv")
        Dialect(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        dialect = Dialect(options)
        records = dialect.records(text_of(payload, options, "csv"))
        columns = dialect.columns(records)
        return Node("table", None, tuple(dialect.rows(records, columns)), "row 1")


READER = CsvReader()
WRITER = CsvWriter()


class Dialect:
    """How one partner writes CSV, from the options of its mapping.

    ragged: a row with another number of cells than the header is refused, may be `short`, is allowed, or
    becomes a fault of its own (`mark`) which sinks nothing else. stray_quotes: whether a quote may stand in a
    cell that is not quoted (5" pipe).
    """

    def __init__(self, options: dict[str, str]) -> None:
        self.delimiter = one_sign(options, "delimiter", ",")
        self.quote = one_sign(options, "quote", '"')
        self.header = choice(options, "header", ("yes", "no")) == "yes"
        self.ragged = choice(options, "ragged", ("refuse", "short", "allow", "mark"))
        self.keep_stray = choice(options, "stray_quotes", ("refuse", "keep")) == "keep"
        self.skip = int(choice(options, "skip", tuple(str(number) for number in range(100))))
        self.named = options["columns"].split("\n") if "columns" in options else []
        self.rows_max = limit(options, "rows_max", ROWS_MAX)
        # Of rows by their width what they have in common, made with the first of them.
        self._columns: dict[int, Columns] = {}
        self.quoted_row = _quoted_row(self.delimiter, self.quote)

    def records(self, text: str) -> Iterator[Record]:
        """Each record that is not blank with its number; blank and skipped ones are counted too."""
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise Unreadable(f"line {line} holds a NUL; send text", cause="csv.nul", place=f"line {line}")
        watch = self.quote in text and not self.keep_stray
        lines = _Lines(text)
        quote = None if self.quote == "\0" else self.quote
        reader = csv.reader(
            lines if watch else lines.lines,
            delimiter=self.delimiter,
            quotechar=quote,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        )
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                if number > self.rows_max:
                    raise _at(
                        number, f"is over the limit of {self.rows_max} rows; send it in parts", "too_many"
                    )
                if watch:
                    self._no_stray_quotes(number, cells, lines)
                    lines.taken.clear()
                if cells and number > self.skip:
                    yield number, cells
        except csv.Error as error:
            raise _at(
                number + 1, f"cannot be read: {error}; quote cells that hold quotes", "malformed"
            ) from error

    def columns(self, records: Iterator[Record]) -> list[str]:
        """The names of the columns; none means they are named by their number (c1, c2, …)."""
        if not self.header:
            return self.named
        number, cells = next(records, (0, []))
        if not number:
            raise _at(1, "should name the columns and there is none; send the header row", "no_header")
        names = self.named or [cell.strip() or f"c{index}" for index, cell in enumerate(cells, 1)]
        if len(names) > COLUMNS_MAX:
            raise _at(number, f"names {len(names)} columns, over {COLUMNS_MAX}", "too_many")
        for index, name in enumerate(names):
            if name in names[:index]:
                raise _at(
                    number,
                    f"names column {names.index(name) + 1} and column {index + 1} both {name!r}; "
                    "name them apart with `columns`",
                    "same_column",
                )
        return names

    def rows(self, records: Iterator[Record], columns: list[str]) -> Iterator[Node]:
        for number, cells in records:
            alike = self._columns.get(len(cells))
            if alike is None:
                if len(cells) != len(columns) and not self._may_differ(len(cells), len(columns)):
                    yield self._ragged(number, len(cells), len(columns))
                    continue
                alike = self._columns[len(cells)] = _placed(columns, len(cells))
            yield row_of(alike, number, cells)

    def _ragged(self, number: int, cells: int, columns: int) -> Node:
        text = f"has {cells} cells where {columns} are named"
        if self.ragged == "mark":
            return Node("row", f"row {number} {text}", (), ("row %d", number), "fault")
        raise _at(number, f"{text}; mend the row or say `ragged:`", "ragged")

    def _may_differ(self, cells: int, columns: int) -> bool:
        return self.ragged == "allow" or not columns or (self.ragged == "short" and cells < columns)

    def _no_stray_quotes(self, number: int, cells: list[str], lines: _Lines) -> None:
        """The csv module lets a quote stand inside an unquoted cell; senders who forget to quote do it."""
        if any(self.quote in cell for cell in cells) and not self.quoted_row.fullmatch("".join(lines.taken)):
            raise _at(
                number,
                "has a quote inside a cell that is not quoted; double it and quote the cell, "
                "or say `stray_quotes: keep`",
                "stray_quote",
            )


class _Lines:
    """The lines of a text, remembering those of the record being read."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.taken.append(line)
        return line


def _at(number: int, text: str, reason: str) -> Unreadable:
    return Unreadable(f"row {number} {text}", cause=f"csv.{reason}", place=f"row {number}")


def _placed(columns: list[str], count: int) -> Columns:
    """Of rows of so many cells; columns behind the last that is named are called by their number."""
    names = columns[:count] + [f"c{index}" for index in range(len(columns) + 1, count + 1)]
    return Columns([(name, f"row %d column {name.replace('%', '%%')}") for name in names], "row %d")


def _quoted_row(delimiter: str, quote: str) -> re.Pattern[str]:
    d, q = re.escape(delimiter), re.escape(quote)
    cell = f"(?:{q}(?:[^{q}]|{q}{q})*+{q}|[^{d}{q}\r\n]*+)"
    return re.compile(f"{cell}(?:{d}{cell})*+[\r\n]*")
