"""Sets of records into PostgreSQL by COPY: while it takes one in, something else is done here."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
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
    """Takes sets in their order; the text of the next is made while the server works on the one before."""

    def __init__(self, connection: sa.Connection, sets: Sequence[Sequence[Record]]) -> None:
        self._connection = connection
        self._texts = (list(copy_text(records)) for records in sets)
        self._ready: list[bytes] = next(self._texts, [])

    def into(self, table: str, kind: type[Record]) -> None:
        """The next set, into this table; the one behind it is ready when the server has it."""
        sent = _send(self._connection, statements.copy(table, kind), self._ready)
        try:
            self._ready = next(self._texts, [])
        finally:
            # Whatever became of it: who speaks next to the server needs it to have answered.
            sent.answer()


class Ahead:
    """Rows on their way while their unit of work goes on; nobody else speaks to the server meanwhile."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._waiting: deque[tuple[type[Record], Sequence[Record]]] = deque()
        self._sent: _Sent | None = None

    def send(self, sets: Sequence[tuple[type[Record], Sequence[Record]]]) -> None:
        """Behind what waits already, in this order."""
        self._waiting.extend(sets)
        self.go_on()

    def go_on(self) -> None:
        """Sends what comes next if the server has answered; waits for nothing."""
        if self._sent is not None and self._sent.is_busy():
            return
        self._answered()
        if self._waiting:
            kind, rows = self._waiting.popleft()
            self._sent = _send(self._connection, statements.copy(kind.TABLE, kind), copy_text(rows))

    def all_there(self) -> None:
        """Waits until the server has all of it, and says what it refused."""
        while self._sent is not None or self._waiting:
            self._answered()
            self.go_on()

    def drop(self) -> None:
        """The unit of work has failed: its rollback needs a server that has answered, whatever it said."""
        self._waiting.clear()
        with suppress(sa.exc.DBAPIError):
            self._answered()

    def _answered(self) -> None:
        sent, self._sent = self._sent, None
        if sent is not None:
            sent.answer()


def _send(connection: sa.Connection, statement: str, parts: Iterable[bytes]) -> _Sent:
    """All that COPY is to bring, and its end; the server's answer is still to be asked for."""
    with driver_errors(connection, statement), driver_of(connection).cursor() as cursor:
        sent = _Sent(cursor, connection, statement)
        with cursor.copy(statement, writer=sent) as copy:
            for part in parts:
                copy.write(part)
    return sent


class _Sent(LibpqWriter):
    """A writer that does not wait for the answer to what it sent."""

    def __init__(self, cursor: Any, connection: sa.Connection, statement: str) -> None:
        super().__init__(cursor)
        self._sa, self._statement = connection, statement

    def finish(self, exc: BaseException | None = None) -> None:
        if exc is not None:
            super().finish(exc)
            return
        self.connection.wait(_end(self._pgconn))

    def is_busy(self) -> bool:
        """Whether the server still works on it; waits for nothing."""
        with driver_errors(self._sa, self._statement):
            self._pgconn.consume_input()
            return bool(self._pgconn.is_busy())

    def answer(self) -> None:
        with driver_errors(self._sa, self._statement):
            [result] = self.connection.wait(fetch_many(self._pgconn))
            if result.status != pq.ExecStatus.COMMAND_OK:
                raise errors.error_from_result(result, encoding=self.connection.info.encoding)


def _end(session: pq.abc.PGconn) -> Generator[Wait, Any, None]:
    """The driver's own way to send the end, without its wait for the answer."""
    while session.put_copy_end(None) == 0:
        yield Wait.W
    while session.flush() != 0:
        yield Wait.W
