"""The outbox's queues in SQL: due heads by index, however long the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from adapters.database.columns import shape_of, to_micros
from adapters.database.engine import read_connection
from adapters.database.rows import Rows
from core.hub import failures, outbox
from core.hub.failures import Failure
from core.hub.outbox import Outgoing
from core.kernel.errors import Unavailable


class DatabaseQueues:
    """Reads only, outside of any unit of work: who sends claims each head in a unit of its own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._table = shape_of(Outgoing).table

    def endpoints(self, at: datetime, *, limit: int) -> Sequence[str]:
        column = self._table.c.endpoint
        query = sa.select(column).where(*self._due(self._table, at)).distinct().order_by(column).limit(limit)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def heads(self, endpoint: str, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        row, before = self._table, self._table.alias("before")
        earlier = sa.exists().where(
            before.c.endpoint == row.c.endpoint,
            before.c.key == row.c.key,
            sa.tuple_(before.c.place, before.c.send_id) < sa.tuple_(row.c.place, row.c.send_id),
            before.c.state.in_((outbox.WAITING, outbox.IN_DOUBT)),
        )
        query = sa.select(row).where(row.c.endpoint == endpoint, *self._due(row, at), ~earlier)
        query = query.order_by(row.c.due_at, row.c.place, row.c.send_id).limit(limit)
        with self._reading() as connection:
            return Rows(connection, lock=False).read(Outgoing, query)

    def sent_before(self, at: datetime, *, limit: int) -> Sequence[Outgoing]:
        row = self._table
        failing = shape_of(Failure).table.c
        open_ = sa.exists().where(
            failing.partition == row.c.partition,
            failing.number == row.c.number,
            failing.state.not_in(failures.OVER),
        )
        query = sa.select(row).where(row.c.state == outbox.SENT, row.c.due_at < to_micros(at), ~open_)
        with self._reading() as connection:
            ordered = query.order_by(row.c.due_at, row.c.send_id).limit(limit)
            return Rows(connection, lock=False).read(Outgoing, ordered)

    def _due(self, table: sa.Table, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
        # As outbox.is_due says it.
        untouched = sa.and_(table.c.tries == 0, table.c.due_at == table.c.intent_at)
        return (table.c.state == outbox.WAITING, sa.or_(table.c.due_at <= to_micros(at), untouched))

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with read_connection(self._engine) as connection:
                yield connection
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            raise Unavailable(f"the database did not answer: {error}", cause="store.away") from error
