"""The statements that sets of records are read and written by: each is made once and stays the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from adapters.database.columns import shape_of
from core.hub.records import Record

_CAST = {sa.Text: "text", sa.BigInteger: "bigint", sa.Boolean: "boolean", sa.LargeBinary: "bytea"}


def names_of(names: Sequence[str]) -> str:
    """The columns, quoted: a field may be named like a word of SQL."""
    return ", ".join(f'"{name}"' for name in names)


@cache
def insert(kind: type[Record], style: str) -> str:
    names = kind.__struct_fields__
    marks = ", ".join([style] * len(names))
    return f"INSERT INTO {kind.TABLE} ({names_of(names)}) VALUES ({marks})"  # noqa: S608


@cache
def upsert(kind: type[Record], style: str) -> str:
    return f"{insert(kind, style)} {_on_conflict(kind)}"


@cache
def delete(kind: type[Record], style: str) -> str:
    same = " AND ".join(f'"{name}" = {style}' for name in kind.KEY)
    return f"DELETE FROM {kind.TABLE} WHERE {same}"  # noqa: S608


@cache
def copy(table: str, kind: type[Record]) -> str:
    return f"COPY {table} ({names_of(kind.__struct_fields__)}) FROM STDIN"


def beside_name(kind: type[Record]) -> str:
    return f"changed_{kind.TABLE}"


@cache
def beside(kind: type[Record]) -> str:
    """PostgreSQL: a table of this session for changed rows, empty at each commit."""
    return f"CREATE TEMP TABLE IF NOT EXISTS {beside_name(kind)} (LIKE {kind.TABLE}) ON COMMIT DELETE ROWS"


@cache
def merge(kind: type[Record]) -> str:
    """In key order: workers that change the same rows wait for each other instead of deadlocking."""
    columns, key = names_of(kind.__struct_fields__), names_of(kind.KEY)
    return (
        f"INSERT INTO {kind.TABLE} ({columns})"  # noqa: S608
        f" SELECT {columns} FROM {beside_name(kind)} ORDER BY {key} {_on_conflict(kind)}"
    )


@cache
def load_by_arrays(kind: type[Record], names: tuple[str, ...], *, lock: str) -> str:
    """PostgreSQL: one array a column asked by, however many values, so that it is parsed and planned once."""
    columns = ", ".join(f'kept."{name}"' for name in kind.__struct_fields__)
    marks = ", ".join(f"%s::{cast}[]" for cast in _casts(kind, names))
    order = ", ".join(f'kept."{name}"' for name in kind.KEY)
    locked = f" {lock} OF kept" if lock else ""
    return (
        f"SELECT {columns} FROM {kind.TABLE} AS kept JOIN unnest({marks}) AS wanted ({names_of(names)})"  # noqa: S608
        f" USING ({names_of(names)}) ORDER BY {order}{locked}"
    )


@cache
def load_by_values(kind: type[Record], names: tuple[str, ...], count: int) -> str:
    """SQLite: a list of so much asked for, each looked up; `IN (VALUES ...)` would read the whole table."""
    mark = f"({', '.join('?' * len(names))})"
    values = ", ".join([mark] * count)
    columns = ", ".join(f'kept."{name}"' for name in kind.__struct_fields__)
    order = ", ".join(f'kept."{name}"' for name in kind.KEY)
    return (
        f"WITH wanted ({names_of(names)}) AS (VALUES {values})"  # noqa: S608
        f" SELECT {columns} FROM wanted CROSS JOIN {kind.TABLE} AS kept USING ({names_of(names)})"
        f" ORDER BY {order}"
    )


class Asked(NamedTuple):
    """Which rows are asked for: fields that equal a value, fields that are empty, behind a key, how held."""

    names: tuple[str, ...]
    nothing: tuple[str, ...]
    after: bool
    lock: str


@cache
def scan(kind: type[Record], asked: Asked, style: str) -> str:
    """Rows in key order, at most so many."""
    key = names_of(kind.KEY)
    wanted = [f'"{name}" = {style}' for name in asked.names]
    wanted += [f'"{name}" IS NULL' for name in asked.nothing]
    wanted += [f"({key}) > ({', '.join([style] * len(kind.KEY))})"] if asked.after else []
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    locked = f" {asked.lock}" if asked.lock else ""
    columns = names_of(kind.__struct_fields__)
    return f"SELECT {columns} FROM {kind.TABLE}{where} ORDER BY {key} LIMIT {style}{locked}"  # noqa: S608


@cache
def sums(kind: type[Record], by: tuple[str, ...], of: str, where: str) -> str:
    """The group's fields, the sum in two parts (high and low half of each value), how many rows.

    SQLite's sum of whole numbers ends at 2^63: halves of them do not reach it.
    """
    halves = f'sum("{of}" >> 32), sum("{of}" & 4294967295), count(*)'
    groups = names_of(by)
    return f"SELECT {groups}, {halves} FROM {kind.TABLE}{where} GROUP BY {groups}"  # noqa: S608


@cache
def walk(kind: type[Record], order: tuple[str, ...], where: str) -> str:
    return f"SELECT {names_of(kind.__struct_fields__)} FROM {kind.TABLE}{where} ORDER BY {names_of(order)}"  # noqa: S608


def where(equal: Mapping[str, Any], style: str) -> str:
    """The condition that fields equal their values, or one of several in a tuple."""
    said = [
        f'"{name}" IN ({", ".join([style] * len(value))})'
        if isinstance(value, tuple)
        else f'"{name}" = {style}'
        for name, value in equal.items()
    ]
    return f" WHERE {' AND '.join(said)}" if said else ""


@cache
def beginnings(kind: type[Record]) -> str:
    """The first values of keys, each by one step behind the one before it; DISTINCT would read all rows."""
    first, table = names_of(kind.KEY[:1]), kind.TABLE
    return (
        f"WITH RECURSIVE step (at) AS (SELECT min({first}) FROM {table}"  # noqa: S608
        f" UNION ALL SELECT (SELECT min({first}) FROM {table} WHERE {first} > step.at)"
        " FROM step WHERE step.at IS NOT NULL)"
        " SELECT at FROM step WHERE at IS NOT NULL LIMIT :limit"
    )


def _on_conflict(kind: type[Record]) -> str:
    others = [name for name in kind.__struct_fields__ if name not in kind.KEY]
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    action = f"DO UPDATE SET {changes}" if changes else "DO NOTHING"
    return f"ON CONFLICT ({names_of(kind.KEY)}) {action}"


def _casts(kind: type[Record], names: tuple[str, ...]) -> list[str]:
    columns = shape_of(kind).table.c
    return [_CAST[type(columns[name].type)] for name in names]
