"""Sets of records into PostgreSQL by COPY: while it takes one in, the text of the next is made here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import sqlalchemy as sa
from psycopg import errors, pq
from psycopg.copy import LibpqWriter
from psycopg.generators import fetch_many
from psycopg.waiting import Wait

from adapters.database import statements
from adapters.database.copying import copy_text
from adapters.database.trips import driver_errors, driver_of
from core.hub.records import Record


class CopyIn:
    """Takes sets in their order; each is of records of one kind."""

    def __init__(self, connection: sa.Connection, sets: Sequence[Sequence[Record]]) -> None:
        self._connection = connection
        self._texts = (list(copy_text(records)) for records in sets)
        self._ready: list[bytes] = []
        self._prepare()

    def into(self, table: str, kind: type[Record]) -> None:
        """The next set, into this table; the one behind it is ready when the server has it."""
        statement = statements.copy(table, kind)
        with (
            driver_errors(self._connection, statement),
            driver_of(self._connection).cursor() as cursor,
            cursor.copy(statement, writer=_Writer(cursor, self._prepare)) as copy,
        ):
            for part in self._ready:
                copy.write(part)

    def _prepare(self) -> None:
        self._ready = next(self._texts, [])


class _Writer(LibpqWriter):
    """Says that all is sent, and does something else before it waits for the answer."""

    def __init__(self, cursor: Any, meanwhile: Callable[[], None]) -> None:
        super().__init__(cursor)
        self._meanwhile = meanwhile

    def finish(self, exc: BaseException | None = None) -> None:
        if exc is not None:
            super().finish(exc)
            return
        self.connection.wait(_end(self._pgconn))
        try:
            self._meanwhile()
        finally:
            # Whatever became of it: who speaks next to the server needs it to have answered.
            [result] = self.connection.wait(fetch_many(self._pgconn))
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding=self.connection.info.encoding)


def _end(session: pq.abc.PGconn) -> Generator[Wait, Any, None]:
    """The driver's own way to send the end, without its wait for the answer."""
    while session.put_copy_end(None) == 0:
        yield Wait.W
    while session.flush() != 0:
        yield Wait.W
