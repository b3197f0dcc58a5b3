"""Decision tables: compiled once, asked often; every answer says which rows it took and what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.risk.cells import ANY, Cell, cell, literal
from core.risk.masks import Column, column
from core.risk.values import KINDS, Said, Value, written

FIRST, COLLECT, UNIQUE = "first", "collect", "unique"
ROWS_MAX, COLUMNS_MAX, COMPILED_MAX = 2_000, 50, 2_000
# Every row is asked once for each part of each column, when the table is compiled: about a second's work.
TRIES_MAX = 2_000_000
MATCHED, OPEN, NOT_JUDGED = "matched", "no match", "not judged"


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column that is asked; domain: a cell that says which values can come at all, as `>= 0`."""

    name: str
    kind: str = "number"
    domain: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: what its inputs must be (a column it does not name may be anything), and what it answers."""

    row_id: str
    when: dict[str, str] = {}
    then: dict[str, str] = {}
    because: str = ""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision table. leaves_open: it says itself that there are values that no row answers."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    hit: Literal["first", "collect", "unique"] = "first"
    leaves_open: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a table says. outcome: matched, no match, or not judged; missing: the inputs that nobody said.

    outputs: one for each row that counts, in the order of rows.
    """

    outcome: str
    rows: tuple[str, ...] = ()
    outputs: tuple[dict[str, Said], ...] = ()
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Compiled:
    """A table whose cells are understood; it is asked with values by name."""

    def __init__(self, table: Table, parameters: Mapping[str, Value]) -> None:
        self.table = table
        self.columns: list[tuple[str, Column]] = []
        _check(table)
        cells = {
            each.name: [_cell(table, row, each, parameters) for row in table.rows] for each in table.inputs
        }
        _bounded(table, cells)
        for each in table.inputs:
            domain = cell(each.domain, each.kind, parameters)
            self.columns.append((each.name, column(cells[each.name], each.kind, domain)))
        self._asked = [(name, one.rows_of, one.blank, one.unsure) for name, one in self.columns]
        self._all = (1 << len(table.rows)) - 1
        self._outputs = [
            {name: written(_literal(table, row, name, parameters)) for name in table.outputs}
            for row in table.rows
        ]

    def rows_for(self, values: Mapping[str, Value]) -> tuple[int, int]:
        """(rows that match, rows of which it cannot be told), as bits."""
        sure = maybe = self._all
        for name, rows_of, blank, unsure in self._asked:
            value = values.get(name)
            if value is None:
                sure &= blank
                maybe &= blank | unsure
            else:
                rows = rows_of(value)
                sure &= rows
                maybe &= rows
            if not maybe:
                break
        return sure, maybe ^ sure

    def answer(self, values: Mapping[str, Value]) -> Answer:
        """Refused if the table is unique and two rows match."""
        sure, unsure = self.rows_for(values)
        if self.table.hit == FIRST:
            # A row that cannot be told stands in the way of those behind it, not of those before.
            sure &= -sure
            unsure &= sure - 1 if sure else -1
        if unsure:
            return Answer(outcome=NOT_JUDGED, missing=self.missing(values, unsure))
        if self.table.hit == UNIQUE and sure & (sure - 1):
            found = ", ".join(self.table.rows[at].row_id for at in places(sure))
            raise Refused(
                f"table {self.table.name}: rows {found} match at once, one alone may",
                cause="risk.table.double_match",
            )
        return self.taken(sure)

    def taken(self, rows: int) -> Answer:
        """The answer of these rows."""
        if not rows:
            return Answer(outcome=OPEN)
        at = places(rows)
        return Answer(
            outcome=MATCHED,
            rows=tuple([self.table.rows[each].row_id for each in at]),
            outputs=tuple([self._outputs[each] for each in at]),
            reasons=tuple([self.table.rows[each].because for each in at]),
        )

    def missing(self, values: Mapping[str, Value], rows: int) -> tuple[str, ...]:
        """The inputs without a value that these rows ask for."""
        return tuple(name for name, _, _, unsure in self._asked if name not in values and unsure & rows)


_COMPILED: dict[str, Compiled] = {}


def compiled(table: Table, parameters: Mapping[str, Value]) -> Compiled:
    """The table with its parameters' values, compiled once for all who ask with the same content."""
    said = {name: written(value) for name, value in parameters.items()}
    key = content_hash(canonical_bytes((table, said)))
    found = _COMPILED.get(key)
    if found is None:
        found = Compiled(table, parameters)
        if len(_COMPILED) >= COMPILED_MAX:
            _COMPILED.clear()
        _COMPILED[key] = found
    return found


def places(rows: int) -> list[int]:
    """The places of the bits, first row first."""
    found = []
    while rows:
        low = rows & -rows
        found.append(low.bit_length() - 1)
        rows ^= low
    return found


def _check(table: Table) -> None:
    if not 0 < len(table.rows) <= ROWS_MAX or len(table.inputs) > COLUMNS_MAX:
        raise _refused(table, f"takes 1 to {ROWS_MAX} rows and {COLUMNS_MAX} inputs at most")
    names = [each.name for each in table.inputs]
    ids = [row.row_id for row in table.rows]
    for what, all_of_them in (("input", names), ("row", ids), ("output", table.outputs)):
        if twice := sorted({each for each in all_of_them if list(all_of_them).count(each) > 1}):
            raise _refused(table, f"has {what} {twice[0]} twice")
    if wrong := [each.kind for each in table.inputs if each.kind not in KINDS]:
        raise _refused(table, f"has an input of kind {wrong[0]}; there are {', '.join(KINDS)}")
    for row in table.rows:
        if unknown := sorted((row.when.keys() - set(names)) | (row.then.keys() - set(table.outputs))):
            raise _refused(table, f"row {row.row_id} names {unknown[0]}, which is no column")


def _bounded(table: Table, cells: Mapping[str, list[Cell]]) -> None:
    tries = 0
    for column_cells in cells.values():
        constants = {constant for one in column_cells for constant in one.constants}
        tries += (2 * len(constants) + 1) * len(table.rows)
    if tries > TRIES_MAX:
        raise _refused(table, f"takes {tries} tries to compile, over {TRIES_MAX}; split it")


def _cell(table: Table, row: Row, of: Input, parameters: Mapping[str, Value]) -> Cell:
    text = row.when.get(of.name, "")
    try:
        return cell(text, of.kind, parameters) if text else ANY
    except Refused as error:
        raise _refused(table, f"row {row.row_id}, {of.name}: {error.text}") from None


def _literal(table: Table, row: Row, name: str, parameters: Mapping[str, Value]) -> Value | None:
    text = row.then.get(name, "null")
    try:
        return literal(text, parameters)
    except Refused as error:
        raise _refused(table, f"row {row.row_id}, {name}: {error.text}") from None


def _refused(table: Table, says: str) -> Refused:
    return Refused(f"table {table.name} {says}", cause="risk.table")
