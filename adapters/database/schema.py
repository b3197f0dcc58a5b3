"""Makes the tables of every discovered record, the number sequence and PostgreSQL's monthly partitions."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from adapters.database.columns import shape_all
from core.hub.records import RECORDS

MONTHS_AHEAD = 3


def create_schema(engine: sa.Engine, today: datetime) -> None:
    """Creates what is missing; safe to run again and from two processes at once."""
    metadata = shape_all()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(76110327)")
            connection.exec_driver_sql("CREATE SEQUENCE IF NOT EXISTS hub_handled_number")
        metadata.create_all(connection)
        if engine.dialect.name == "postgresql":
            create_months(connection, today)


def create_months(connection: sa.Connection, today: datetime) -> list[str]:
    """Partitions for this month and the next ones, and a default that catches what nobody foresaw."""
    made = []
    for kind in RECORDS.values():
        if not kind.MONTHLY:
            continue
        _ensure(connection, f"{kind.TABLE}_other", f"PARTITION OF {kind.TABLE} DEFAULT")
        for month in _months(today):
            name = f"{kind.TABLE}_{month}"
            bounds = f"FOR VALUES FROM ({month}) TO ({month + 1})"
            _ensure(connection, name, f"PARTITION OF {kind.TABLE} {bounds}")
            made.append(name)
    return made


def _ensure(connection: sa.Connection, name: str, clause: str) -> None:
    connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {name} {clause}")


def _months(today: datetime) -> list[int]:
    first = today.year * 12 + today.month - 1
    return [(first + ahead) // 12 * 100 + (first + ahead) % 12 + 1 for ahead in range(MONTHS_AHEAD + 1)]
