"""A database gets its tables: upgraded to the newest version, with PostgreSQL's monthly partitions ahead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from adapters.database.columns import shape_all
from adapters.database.engine import read_connection
from adapters.database.migrations import DRAFT, VERSIONS, is_newest, make_newest, present_revision
from adapters.database.short_locks import with_short_locks
from core.kernel.errors import Broken, Unavailable

MONTHS_AHEAD = 3
UPGRADE_TIMEOUT_MS = 3_600_000
_LOCK = 76110327
_COLUMNS = {
    "sqlite": "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c",
    "postgresql": (
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') "
        "AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped"
    ),
}
_MONTHLY = (
    "SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace ORDER BY c.relname"
)


def create_schema(engine: sa.Engine, today: datetime, folder: Path = VERSIONS) -> None:
    """Makes or upgrades what is missing; safe to run again and from two processes at once.

    Raises Refused if a newer hub upgraded this database, Broken if a record is in no version,
    Unavailable if the database is away.
    """
    with _errors():
        with read_connection(engine) as connection:
            ready = is_newest(connection, folder) and not _missing_months(connection, today)
        if not ready:
            with _alone(engine):
                _upgrade(engine, folder)
                make_months_ahead(engine, today)
        with read_connection(engine) as connection:
            _require_every_column(connection)


def make_months_ahead(engine: sa.Engine, today: datetime) -> None:
    """The partitions of this month and the next ones, whatever version the database is at."""
    with _errors():
        with_short_locks(engine, partial(create_months, today=today), what="the months ahead")


def missing_months(engine: sa.Engine, today: datetime) -> list[str]:
    """The months from this one on that should have a partition and have none, as "table month"."""
    with _errors(), read_connection(engine) as connection:
        return [f"{table} {month}" for table, month in _missing_months(connection, today)]


def create_months(connection: sa.Connection, today: datetime) -> list[str]:
    """Partitions for this month and the next ones, and a default that catches what nobody foresaw.

    A month whose rows already fell into the default stays there: PostgreSQL would refuse its partition.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK + 1})")
    made = []
    for table, month in _missing_months(connection, today):
        other = f"{table}_other"
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {other} PARTITION OF {table} DEFAULT")
        name = f"{table}_{month}"
        bounds = f"FROM ({month}) TO ({month + 1})"
        fallen = sa.select(sa.literal(1)).select_from(sa.table(other)).where(sa.column("month") == month)
        if connection.execute(fallen.limit(1)).first():
            continue
        connection.exec_driver_sql(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES {bounds}")
        made.append(name)
    return made


def _missing_months(connection: sa.Connection, today: datetime) -> list[tuple[str, int]]:
    if connection.dialect.name != "postgresql":
        return []
    tables = [str(name) for name in connection.exec_driver_sql(_MONTHLY).scalars()]
    wanted = {f"{table}_{month}": (table, month) for table in tables for month in _months(today)}
    there = sa.text("SELECT relname FROM pg_class WHERE relname = ANY(:names)")
    have = set(connection.execute(there, {"names": list(wanted)}).scalars())
    return [place for name, place in wanted.items() if name not in have]


def _months(today: datetime) -> list[int]:
    first = today.year * 12 + today.month - 1
    return [(first + ahead) // 12 * 100 + (first + ahead) % 12 + 1 for ahead in range(MONTHS_AHEAD + 1)]


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[None]:
    """One process at a time upgrades; on SQLite the upgrade's BEGIN IMMEDIATE is such a lock already."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The lock ends with its session, however this process ends, so the session is not given back.
        connection.detach()
        connection.exec_driver_sql(f"SET statement_timeout = {UPGRADE_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
        yield


def _upgrade(engine: sa.Engine, folder: Path) -> None:
    with read_connection(engine) as connection:
        if is_newest(connection, folder):
            return
        is_empty = not present_revision(connection)
    if is_empty or engine.dialect.name != "postgresql":
        with engine.begin() as connection:
            _upgrade_at_once(connection, folder)
        return
    from adapters.database.migrations.upgrade import upgrade_beside

    upgrade_beside(engine, folder)


def _upgrade_at_once(connection: sa.Connection, folder: Path) -> None:
    """Asked again inside the transaction: on SQLite another process may have been here meanwhile."""
    if is_newest(connection, folder):
        return
    if not present_revision(connection) and make_newest(connection, folder):
        return
    from adapters.database.migrations.upgrade import upgrade

    upgrade(connection, folder)


def _require_every_column(connection: sa.Connection) -> None:
    have = {(table, name) for table, name in connection.exec_driver_sql(_COLUMNS[connection.dialect.name])}
    want = [
        (str(column.table.name), column.name) for table in shape_all().tables.values() for column in table.c
    ]
    lacking = sorted(set(want) - have)
    if lacking:
        said = ", ".join(f"{table}.{column}" for table, column in lacking[:5])
        more = f" and {len(lacking) - 5} more" if lacking[5:] else ""
        raise Broken(f"no version of the database has {said}{more}; {DRAFT}", cause="store.schema")


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
        said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise Unavailable(f"the database did not answer: {said}", cause="store.away") from error
