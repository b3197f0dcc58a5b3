"""Sets of records in and out of tables: one statement a set, COPY where PostgreSQL can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from adapters.database import statements
from adapters.database.columns import shape_of
from core.hub.records import Key, R, Record
from core.hub.shelf import Shelf
from core.kernel.errors import Broken

KEYS_A_QUESTION = 400
COPY_FROM = 20
# Of one table: (its records, rows to insert, rows to insert or replace, keys to delete).
Changes = tuple[type[Record], list[Any], list[Any], list[Key]]


class Rows:
    """The Loader of a connection; `lock` takes the rows for this unit of work where the database can."""

    def __init__(self, connection: sa.Connection, *, lock: bool) -> None:
        self._connection = connection
        self._postgres = connection.dialect.name == "postgresql"
        self._lock = lock and self._postgres

    def load(self, kind: type[R], keys: Sequence[Key]) -> list[R]:
        shape = shape_of(kind)
        values = [shape.key_values(key) for key in keys]
        if self._postgres:
            columns = tuple(map(list, zip(*values, strict=True)))
            statement = statements.load_by_arrays(kind, lock=self._lock)
            return shape.records(self._connection.exec_driver_sql(statement, columns))
        found: list[R] = []
        for start in range(0, len(values), KEYS_A_QUESTION):
            part = values[start : start + KEYS_A_QUESTION]
            statement = statements.load_by_values(kind, len(part))
            marks = tuple(value for key in part for value in key)
            found.extend(shape.records(self._connection.exec_driver_sql(statement, marks)))
        return found

    def scan(self, kind: type[R], equal: dict[str, Any], limit: int, after: Key | None = None) -> list[R]:
        shape = shape_of(kind)
        if not _indexed(kind, equal):
            raise Broken(f"{kind.TABLE} has no index on {sorted(equal)}", cause="tables.no_index")
        names = tuple(name for name, value in equal.items() if value is not None)
        nothing = tuple(name for name, value in equal.items() if value is None)
        marks = [shape.value(name, equal[name]) for name in names]
        marks += () if after is None else shape.key_values(after)
        asked = statements.Asked(names, nothing, after is not None, self._lock)
        statement = statements.scan(kind, asked, self._style)
        return shape.records(self._connection.exec_driver_sql(statement, (*marks, limit)))

    def write(self, shelves: Sequence[Shelf[Any]]) -> None:
        """Deletes, inserts and replaces what the shelves changed, table after table."""
        changes: list[Changes] = [(shelf.kind, *shelf.changes()) for shelf in shelves]
        changes = [change for change in changes if any(change[1:])]
        few = all(max(len(added), len(put)) <= COPY_FROM for _, added, put, _ in changes)
        if self._postgres and few and changes:
            self._write_at_once(changes)
            return
        for kind, added, put, gone in changes:
            if gone:
                self._many(statements.delete(kind, self._style), self._keys(kind, gone))
            if len(put) > COPY_FROM and self._postgres:
                self._merge(kind, put)
            elif put:
                self._many(statements.upsert(kind, self._style), self._values(put))
            if len(added) > COPY_FROM and self._postgres:
                self._copy(kind.TABLE, added)
            elif added:
                self._many(statements.insert(kind, self._style), self._values(added))

    @property
    def _style(self) -> str:
        return "%s" if self._postgres else "?"

    def _write_at_once(self, changes: Sequence[Changes]) -> None:
        """PostgreSQL: few rows of many tables go in one trip, and no answer is waited for in between."""
        statement = "a few rows of several tables"
        with self._driver_errors(statement), self._driver.pipeline(), self._driver.cursor() as cursor:
            for kind, added, put, gone in changes:
                for statement, values in (
                    (statements.delete(kind, "%s"), self._keys(kind, gone)),
                    (statements.upsert(kind, "%s"), self._values(put)),
                    (statements.insert(kind, "%s"), self._values(added)),
                ):
                    if values:
                        cursor.executemany(statement, values)

    def _many(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        self._connection.exec_driver_sql(statement, list(values) if len(values) > 1 else values[0])

    def _values(self, records: Sequence[Record]) -> list[tuple[Any, ...]]:
        return [tuple(shape_of(type(record)).values(record)) for record in records]

    def _keys(self, kind: type[Record], keys: Sequence[Key]) -> list[tuple[Any, ...]]:
        return [shape_of(kind).key_values(key) for key in keys]

    def _merge(self, kind: type[Record], records: Sequence[Record]) -> None:
        """Many changed rows: copied beside their table, then put into it by one statement."""
        self._connection.exec_driver_sql(statements.beside(kind))
        self._copy(statements.beside_name(kind), records)
        self._connection.exec_driver_sql(statements.merge(kind))

    def _copy(self, table: str, records: Sequence[Record]) -> None:
        shape = shape_of(type(records[0]))
        statement = statements.copy(table, shape.kind)
        with (
            self._driver_errors(statement),
            self._driver.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            for record in records:
                copy.write_row(shape.values(record))

    @property
    def _driver(self) -> Any:
        return self._connection.connection.driver_connection

    @contextmanager
    def _driver_errors(self, statement: str) -> Iterator[None]:
        """The driver is spoken to directly here, so its errors are named as everywhere else."""
        dialect: Any = self._connection.dialect
        try:
            yield
        except dialect.loaded_dbapi.Error as error:
            raise sa.exc.DBAPIError.instance(
                statement, None, error, dialect.loaded_dbapi.Error, dialect=dialect
            ) from error

    def read(self, kind: type[R], query: sa.Select[Any]) -> list[R]:
        """The records a select over their table gives."""
        if self._lock:
            query = query.with_for_update()
        return shape_of(kind).records(self._connection.execute(query))


def _indexed(kind: type[Record], equal: dict[str, Any]) -> bool:
    asked = set(equal)
    return any(asked == set(group[: len(asked)]) for group in (kind.KEY, *kind.INDEXES))
