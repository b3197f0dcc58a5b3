"""Engines for SQLite and PostgreSQL with every limit and mode said aloud."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

import sqlalchemy as sa

from core.kernel.errors import Refused

BUSY_TIMEOUT_MS = 30_000
# Who turns a file's journal over needs it alone, and SQLite does not wait for that: it says at once that the
# file is locked. As long as for any other lock, at most.
JOURNAL_TRIES_MAX, JOURNAL_PAUSE_S = 600, 0.05
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 60_000
# Whoever falls silent in the middle of a unit of work (stopped, hung, its machine frozen) holds its rows no
# longer than this: the server takes them back, and what it says when it wakes is refused.
SILENT_UNIT_MS = 25_000
# A machine that vanished answers nothing at all: both ends ask, and give up after 10 + 3 x 5 s.
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVES_MAX = 10, 5, 3
POOL_SIZE = 8
# Of each connection to SQLite. What it does not hold the system's own cache does, and gives back where memory
# is short; with 64 MB a hub grew by as much for each thread that asks.
CACHE_KB = 8192
# By it our sessions are known among those of others.
APPLICATION = "lianqiao"


def make_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`. Refused if the address is neither."""
    # The address is not told: it holds a password.
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Refused(
            "the database's address (LIANQIAO_DATABASE_URL) begins with neither sqlite:/// nor"
            " postgresql+psycopg://; set one of these, or leave it out for SQLite in LIANQIAO_HOME"
        )
    if url.startswith("sqlite"):
        return _sqlite(url)
    return sa.create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=False,
        pool_timeout=CONNECT_TIMEOUT_S,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": _options(),
            "keepalives": 1,
            "keepalives_idle": KEEPALIVE_IDLE_S,
            "keepalives_interval": KEEPALIVE_EVERY_S,
            "keepalives_count": KEEPALIVES_MAX,
            "tcp_user_timeout": (KEEPALIVE_IDLE_S + KEEPALIVE_EVERY_S * KEEPALIVES_MAX) * 1000,
        },
    )


def _options() -> str:
    """What the server is asked for with each session."""
    said = {
        "statement_timeout": STATEMENT_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": SILENT_UNIT_MS,
        "tcp_keepalives_idle": KEEPALIVE_IDLE_S,
        "tcp_keepalives_interval": KEEPALIVE_EVERY_S,
        "tcp_keepalives_count": KEEPALIVES_MAX,
        "timezone": "UTC",
        "application_name": APPLICATION,
    }
    return " ".join(f"-c {name}={value}" for name, value in said.items())


def read_connection(engine: sa.Engine) -> sa.Connection:
    """For questions outside of any unit of work.

    PostgreSQL: each is a transaction of its own. A BEGIN before and a ROLLBACK behind it would be two trips
    more, and at every ROLLBACK the driver forgets all statements that it has prepared. SQLite: one snapshot,
    and no lock that a writer waits for.
    """
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    return engine.connect().execution_options(reads_only=True)


def long_read(engine: sa.Engine) -> sa.Connection:
    """For many rows, page by page: one transaction, which PostgreSQL's cursors need, and one snapshot."""
    return engine.connect().execution_options(reads_only=True)


def _sqlite(url: str) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        # The same few are used again: each that was used holds a cache.
        pool_use_lifo=True,
        pool_timeout=CONNECT_TIMEOUT_S,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions of its own: a deferred one that reads and then writes
        # fails at once when somebody else wrote in between, whatever the busy timeout.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_size_limit=67108864",
            f"cache_size=-{CACHE_KB}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns the file's journal to WAL; for the first few of a new file, one after another."""
    for left in reversed(range(JOURNAL_TRIES_MAX)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
            threading.Event().wait(JOURNAL_PAUSE_S)
