"""Sets of records in and out of tables: one statement a set, COPY where PostgreSQL can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from adapters.database.columns import Shape, shape_of
from core.hub.records import Key, R, Record
from core.hub.shelf import Shelf
from core.kernel.errors import Broken

KEYS_A_QUESTION = 400
COPY_FROM = 20


class Rows:
    """The Loader of a connection; `lock` takes the rows for this unit of work where the database can."""

    def __init__(self, connection: sa.Connection, *, lock: bool) -> None:
        self._connection = connection
        self._postgres = connection.dialect.name == "postgresql"
        self._lock = lock and self._postgres

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        shape = shape_of(kind)
        found: list[R] = []
        for start in range(0, len(keys), KEYS_A_QUESTION):
            part = keys[start : start + KEYS_A_QUESTION]
            found.extend(self.read(kind, self._by_key(kind, shape, part)))
        return found

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int, after: Key | None = None) -> list[R]:
        shape = shape_of(kind)
        if not _indexed(kind, equal):
            raise Broken(f"{kind.TABLE} has no index on {sorted(equal)}", cause="tables.no_index")
        columns = shape.table.c
        wanted = [columns[name] == self._value(shape, name, value) for name, value in equal.items()]
        key = [columns[name] for name in kind.KEY]
        if after is not None:
            values = [self._value(shape, name, value) for name, value in zip(kind.KEY, after, strict=True)]
            wanted.append(sa.tuple_(*key) > sa.tuple_(*[sa.literal(v) for v in values]))
        query = sa.select(shape.table).where(*wanted).order_by(*key).limit(limit)
        return self.read(kind, query)

    def write(self, shelf: Shelf[Any]) -> None:
        """Deletes, inserts and replaces what the shelf changed."""
        kind: type[Record] = shelf.kind
        shape = shape_of(kind)
        added, put, gone = shelf.changes()
        if gone:
            keys = [shape.table.c[name] == sa.bindparam(f"key_{name}") for name in shelf.kind.KEY]
            marks = [
                {
                    f"key_{name}": self._value(shape, name, value)
                    for name, value in zip(shelf.kind.KEY, key, strict=True)
                }
                for key in gone
            ]
            self._connection.execute(sa.delete(shape.table).where(*keys), marks)
        if put:
            self._many(_upsert(kind, self._style), [shape.values(record) for record in put])
        if len(added) > COPY_FROM and self._postgres:
            self._copy(shape, added)
        elif added:
            self._many(_insert(kind, self._style), [shape.values(record) for record in added])

    @property
    def _style(self) -> str:
        return "%s" if self._postgres else "?"

    def _many(self, statement: str, values: list[tuple[Any, ...]]) -> None:
        self._connection.exec_driver_sql(statement, values if len(values) > 1 else values[0])

    def _copy(self, shape: Shape, records: Sequence[Record]) -> None:
        driver: Any = self._connection.connection.driver_connection
        columns = _names(shape.names)
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {shape.table.name} ({columns}) FROM STDIN") as copy,
        ):
            for record in records:
                copy.write_row(shape.values(record))

    def _by_key(self, kind: type[Record], shape: Shape, keys: Sequence[Key]) -> sa.Select[Any]:
        columns = [shape.table.c[name] for name in kind.KEY]
        if len(columns) == 1:
            wanted: Any = columns[0].in_([self._value(shape, kind.KEY[0], key[0]) for key in keys])
        else:
            values = [
                tuple(self._value(shape, name, value) for name, value in zip(kind.KEY, key, strict=True))
                for key in keys
            ]
            wanted = sa.tuple_(*columns).in_(values)
        return sa.select(shape.table).where(wanted).order_by(*columns)

    def read(self, kind: type[R], query: sa.Select[Any]) -> list[R]:
        """The records a select over their table gives."""
        shape = shape_of(kind)
        if self._lock:
            query = query.with_for_update()
        turns = [(place, turn) for place, turn in enumerate(shape.out) if turn is not None]
        records = []
        for row in self._connection.execute(query):
            values = list(row)
            for place, turn in turns:
                if values[place] is not None:
                    values[place] = turn(values[place])
            records.append(kind(**dict(zip(shape.names, values, strict=True))))
        return records

    def _value(self, shape: Shape, name: str, value: Any) -> Any:
        turn = shape.into[shape.names.index(name)]
        return value if turn is None or value is None else turn(value)


def _indexed(kind: type[Record], equal: dict[str, Any]) -> bool:
    asked = set(equal)
    return any(asked == set(group[: len(asked)]) for group in (kind.KEY, *kind.INDEXES))


@cache
def _insert(kind: type[Record], style: str) -> str:
    names = kind.__struct_fields__
    return f"INSERT INTO {kind.TABLE} ({_names(names)}) VALUES ({', '.join([style] * len(names))})"  # noqa: S608


@cache
def _upsert(kind: type[Record], style: str) -> str:
    others = [name for name in kind.__struct_fields__ if name not in kind.KEY]
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    action = f"DO UPDATE SET {changes}" if changes else "DO NOTHING"
    return f"{_insert(kind, style)} ON CONFLICT ({_names(kind.KEY)}) {action}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
