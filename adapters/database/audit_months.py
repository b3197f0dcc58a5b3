"""The audit by months: PostgreSQL takes the month's partition away, SQLite deletes what its guard lets go."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from adapters.database.columns import shape_of
from adapters.database.engine import read_connection
from adapters.database.short_locks import with_short_locks
from core.hub.audit import AuditEntry
from core.hub.ports import Head

_PARTITION = (
    "SELECT 1 FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'hub_audit'::regclass"
    " AND c.relname = :name"
)


class DatabaseAuditMonths:
    """Fits core.hub.audit_retention.AuditMonths."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def oldest(self) -> int:
        table = shape_of(AuditEntry).table
        with read_connection(self._engine) as connection:
            return int(connection.scalar(sa.select(sa.func.min(table.c.month))) or 0)

    def ends(self, month: int) -> list[Head]:
        table = shape_of(AuditEntry).table
        last = (
            sa.select(table.c.chain, sa.func.max(table.c.number).label("number"))
            .where(table.c.month <= month)
            .group_by(table.c.chain)
            .subquery()
        )
        same = (table.c.chain == last.c.chain) & (table.c.number == last.c.number)
        ended = sa.select(table.c.chain, table.c.number, table.c.hash).join(last, same)
        with read_connection(self._engine) as connection:
            rows = connection.execute(ended.order_by(table.c.chain)).all()
        return [Head(chain=row.chain, number=row.number, hash=bytes(row.hash)) for row in rows]

    def drop(self, month: int) -> None:
        with_short_locks(self._engine, partial(_drop, month=int(month)), what=f"the audit of {month}")


def _drop(connection: sa.Connection, *, month: int) -> None:
    name = f"hub_audit_{month}"
    postgresql = connection.dialect.name == "postgresql"
    if postgresql and connection.execute(sa.text(_PARTITION), {"name": name}).first():
        connection.exec_driver_sql(f"ALTER TABLE hub_audit DETACH PARTITION {name}")
        connection.exec_driver_sql(f"DROP TABLE {name}")
    table = shape_of(AuditEntry).table
    connection.execute(sa.delete(table).where(table.c.month == month))
