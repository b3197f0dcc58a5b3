"""Sets of records in and out of tables: one statement a set, COPY where PostgreSQL can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.database import statements
from adapters.database.columns import shape_of
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
        columns = shape.table.c
        wanted = [columns[name] == shape.value(name, value) for name, value in equal.items()]
        key = [columns[name] for name in kind.KEY]
        if after is not None:
            values = [shape.value(name, value) for name, value in zip(kind.KEY, after, strict=True)]
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
                    f"key_{name}": shape.value(name, value)
                    for name, value in zip(shelf.kind.KEY, key, strict=True)
                }
                for key in gone
            ]
            self._connection.execute(sa.delete(shape.table).where(*keys), marks)
        if len(put) > COPY_FROM and self._postgres:
            self._merge(kind, put)
        elif put:
            self._many(statements.upsert(kind, self._style), put)
        if len(added) > COPY_FROM and self._postgres:
            self._copy(kind.TABLE, added)
        elif added:
            self._many(statements.insert(kind, self._style), added)

    @property
    def _style(self) -> str:
        return "%s" if self._postgres else "?"

    def _many(self, statement: str, records: Sequence[Record]) -> None:
        shape = shape_of(type(records[0]))
        values = [tuple(shape.values(record)) for record in records]
        self._connection.exec_driver_sql(statement, values if len(values) > 1 else values[0])

    def _merge(self, kind: type[Record], records: Sequence[Record]) -> None:
        """Many changed rows: copied beside their table, then put into it by one statement."""
        self._connection.exec_driver_sql(statements.beside(kind))
        self._copy(statements.beside_name(kind), records)
        self._connection.exec_driver_sql(statements.merge(kind))

    def _copy(self, table: str, records: Sequence[Record]) -> None:
        driver: Any = self._connection.connection.driver_connection
        dialect: Any = self._connection.dialect
        shape = shape_of(type(records[0]))
        statement = statements.copy(table, shape.kind)
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for record in records:
                    copy.write_row(shape.values(record))
        except dialect.loaded_dbapi.Error as error:
            # The driver is spoken to directly here, so its errors are named as everywhere else.
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
