"""What a version does beside a hub at work, outside of any transaction, in steps that may be done again.

A version that says `BESIDE = True` holds nothing else. On PostgreSQL an index is made without stopping
writers and rows are filled in so many at a time; where there is one transaction for all (SQLite, an empty
database, SQL as text) the same is said plainly.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from adapters.database.short_locks import LOCK_WAIT_MS, PAUSE_S, TRIES_MAX, lock_was_not_had
from core.kernel.errors import Unavailable

ROWS_AT_ONCE = 2000
# A thousand million rows.
BATCHES_MAX = 500_000
# Building an index reads the whole table; nobody waits for it.
BUILD_TIMEOUT_MS = 6 * 3_600_000
_PARTITIONS = (
    "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
    " WHERE inhparent = to_regclass(:table) ORDER BY c.relname"
)
_INVALID = (
    "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE c.oid = to_regclass(:name) AND NOT i.indisvalid"
)


def index_beside(name: str, table: str, columns: Sequence[str]) -> None:
    """An index on a table that may be full, while it is written."""
    connection = _beside()
    if connection is None:
        op.create_index(name, table, list(columns))
        return
    said = ", ".join(f'"{column}"' for column in columns)
    parts = list(connection.execute(sa.text(_PARTITIONS), {"table": table}).scalars())
    if not parts:
        _build(connection, name, table, said)
        return
    # First the parent's, which is empty: months that are made from now on have theirs by it.
    _shortly(connection, f'CREATE INDEX IF NOT EXISTS "{name}" ON ONLY {table} ({said})')
    for part in connection.execute(sa.text(_PARTITIONS), {"table": table}).scalars().all():
        if not _has(connection, name, part):
            own = f"{part}_{name}"[-63:]
            _build(connection, own, part, said)
            _shortly(connection, f'ALTER INDEX "{name}" ATTACH PARTITION "{own}"')


def fill_beside(table: str, column: str, value: str, key: Sequence[str]) -> None:
    """Gives every row that has no value in the column this one (an SQL expression over its other columns).

    What the version before writes from then on has none: whoever reads the column counts with that.
    """
    connection = _beside()
    empty = f'"{column}" IS NULL AND ({value}) IS NOT NULL'
    if connection is None:
        op.execute(f'UPDATE {table} SET "{column}" = {value} WHERE {empty}')  # noqa: S608
        return
    names = ", ".join(f'"{name}"' for name in key)
    some = f"SELECT {names} FROM {table} WHERE {empty} ORDER BY {names} LIMIT {ROWS_AT_ONCE} FOR UPDATE"  # noqa: S608
    fill = f'UPDATE {table} SET "{column}" = {value} WHERE ({names}) IN ({some}{{}})'  # noqa: S608
    for _ in range(BATCHES_MAX):
        # A row that somebody works on is not waited for.
        if connection.exec_driver_sql(fill.format(" SKIP LOCKED")).rowcount < ROWS_AT_ONCE:
            # But for once, at the end, in the order in which everybody locks.
            connection.exec_driver_sql(fill.format(""))
            return
    raise Unavailable(f"{table}.{column} is not filled after {BATCHES_MAX} batches; open the hub again")


def _beside() -> sa.Connection | None:
    """PostgreSQL's connection outside of any transaction; None where all is one transaction, or text."""
    if op.get_context().as_sql or op.get_context().dialect.name != "postgresql":
        return None
    connection = op.get_bind()
    return connection if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT" else None


def _has(connection: sa.Connection, name: str, part: str) -> bool:
    """Whether this partition's index is a part of the whole one already."""
    found = connection.execute(
        sa.text(
            "SELECT 1 FROM pg_inherits h JOIN pg_index i ON i.indexrelid = h.inhrelid"
            " WHERE h.inhparent = to_regclass(:name) AND i.indrelid = to_regclass(:part)"
        ),
        {"name": name, "part": part},
    )
    return found.first() is not None


def _build(connection: sa.Connection, name: str, table: str, columns: str) -> None:
    """What a try that was broken off left behind is no index: it goes first."""
    connection.exec_driver_sql(f"SET statement_timeout = {BUILD_TIMEOUT_MS}")
    connection.exec_driver_sql("SET lock_timeout = 0")
    if connection.execute(sa.text(_INVALID), {"name": f'"{name}"'}).first():
        connection.exec_driver_sql(f'DROP INDEX CONCURRENTLY "{name}"')
    connection.exec_driver_sql(f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {table} ({columns})')


def _shortly(connection: sa.Connection, statement: str) -> None:
    """One statement that needs a table for itself, for a moment."""
    connection.exec_driver_sql(f"SET lock_timeout = {LOCK_WAIT_MS}")
    for _ in range(TRIES_MAX):
        try:
            connection.exec_driver_sql(statement)
        except sa.exc.OperationalError as error:
            if not lock_was_not_had(error):
                raise
            threading.Event().wait(PAUSE_S)
        else:
            return
    raise Unavailable(f"`{statement}` found its table locked at {TRIES_MAX} tries; open the hub again")
