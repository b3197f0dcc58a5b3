"""Messages by months: PostgreSQL takes a month's partitions away, SQLite deletes so many rows at a time."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from adapters.database.columns import shape_of
from adapters.database.engine import read_connection
from adapters.database.places import OUTLETS
from adapters.database.short_locks import with_short_locks
from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.months import Stretch

ROWS_AT_ONCE = 1000
# What is found by its message goes before the message.
KINDS = (StoredDocument, Arrival)
_PARTITION = (
    "SELECT 1 FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
    " WHERE inhparent = to_regclass(:parent) AND c.relname = :name"
)


class DatabaseMonths:
    """Fits core.hub.months.MessageMonths."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._arrivals = shape_of(Arrival).table

    def oldest(self) -> int:
        with read_connection(self._engine) as connection:
            found = [
                connection.scalar(sa.select(sa.func.min(shape_of(kind).table.c.month))) for kind in KINDS
            ]
        return min((int(month) for month in found if month), default=0)

    def stretches(self, month: int) -> list[Stretch]:
        row = self._arrivals.c
        numbers = (row.partition, sa.func.min(row.number), sa.func.max(row.number))
        query = sa.select(*numbers).where(row.month == month).group_by(row.partition).order_by(row.partition)
        with read_connection(self._engine) as connection:
            return [Stretch(*found) for found in connection.execute(query)]

    def needed(self, month: int) -> str:
        for question, said in (
            (self._unhandled(month), "is not handled yet"),
            (self._failing(month), "failed, and nobody mended or dismissed it"),
            (self._raw(month), "has raw bytes that its partner's contract keeps longer"),
        ):
            with read_connection(self._engine) as connection:
                found = connection.execute(question.limit(1)).first()
            if found is not None:
                return f"message {found.partition}/{found.number} of {month} {said}"
        return ""

    def drop(self, month: int) -> None:
        for kind in KINDS:
            table = shape_of(kind).table
            take = partial(_take_away, table=table.name, month=int(month))
            with_short_locks(self._engine, take, what=f"letting {month} of {table.name} go")
            while self._delete(table, month):
                continue

    def _delete(self, table: sa.Table, month: int) -> int:
        """What no partition held (SQLite's, and what fell into the default), so many rows at a time."""
        key = [table.c[name] for name in ("partition", "number", "month")]
        some = sa.select(*key).where(table.c.month == month).limit(ROWS_AT_ONCE)
        with self._engine.begin() as connection:
            gone = connection.execute(
                sa.delete(table).where(table.c.month == month, sa.tuple_(*key).in_(some))
            )
        return gone.rowcount

    def _unhandled(self, month: int) -> sa.Select[tuple[int, int]]:
        row = self._arrivals.c
        joined = self._arrivals.join(OUTLETS, OUTLETS.c.id == row.partition)
        behind = (row.month == month, row.number > OUTLETS.c.position)
        return sa.select(row.partition, row.number).select_from(joined).where(*behind)

    def _failing(self, month: int) -> sa.Select[tuple[int, int]]:
        row, failing = self._arrivals.c, shape_of(Failure).table
        same = (failing.c.partition == row.partition) & (failing.c.number == row.number)
        open_ = (row.month == month, failing.c.state.not_in(failures.OVER))
        return (
            sa.select(row.partition, row.number).select_from(self._arrivals.join(failing, same)).where(*open_)
        )

    def _raw(self, month: int) -> sa.Select[tuple[int, int]]:
        """Of documents alone: what the hub said to itself has no contract and goes with its month."""
        row = self._arrivals.c
        kept = (row.body.is_not(None) & (row.size > 0)) | (row.blob != "")
        return sa.select(row.partition, row.number).where(row.month == month, row.kind == "document", kept)


def _take_away(connection: sa.Connection, *, table: str, month: int) -> None:
    """The month's partition. Not CONCURRENTLY: PostgreSQL has that only where no default partition is."""
    name = f"{table}_{month}"
    asked = {"parent": table, "name": name}
    if connection.dialect.name != "postgresql" or not connection.execute(sa.text(_PARTITION), asked).first():
        return
    connection.exec_driver_sql(f"ALTER TABLE {table} DETACH PARTITION {name}")
    connection.exec_driver_sql(f"DROP TABLE {name}")
