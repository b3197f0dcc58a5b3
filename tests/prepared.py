"""What many tests begin with, made once in a process; each test is given a copy of its own.

A database's tables are some five hundred statements: most of what a test over SQLite or PostgreSQL would wait
for. Whoever tests how they are made, or what is done with a database that has none, asks for an empty one.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.wiring.rooms import discover
from tests.servers.postgres import Postgres

ANY_DAY = datetime(2026, 11, 23, tzinfo=UTC)


def sqlite_with_tables(path: Path) -> str:
    """The address of the database there, at the newest version; what is there already is left as it is."""
    if not path.exists():
        path.write_bytes(_sqlite())
    return f"sqlite:///{path}"


def postgres_with_tables(postgres: Postgres, name: str, today: datetime = ANY_DAY) -> str:
    """A new database of that name, at the newest version and with the months ahead of today; its address."""
    return postgres.add_database(name, template=_template(postgres, today.year * 100 + today.month))


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory(prefix="lianqiao-prepared-") as folder:
        path = Path(folder) / "hub.db"
        _make_tables(f"sqlite:///{path}", ANY_DAY)
        # Closing the last connection moved the log into the file, so that it is whole alone.
        assert [each.name for each in Path(folder).iterdir()] == ["hub.db"]
        return path.read_bytes()


@cache
def _template(postgres: Postgres, month: int) -> str:
    name = f"tables_{month}"
    _make_tables(postgres.add_database(name), datetime(month // 100, month % 100, 1, tzinfo=UTC))
    return name


def _make_tables(url: str, today: datetime) -> None:
    discover()
    engine = make_engine(url)
    create_schema(engine, today)
    engine.dispose()
