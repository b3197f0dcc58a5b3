"""Brings a database to the newest version, by alembic, inside the caller's transaction."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from adapters.database.engine import read_connection
from adapters.database.migrations import VERSION_TABLE, VERSIONS, newest_sql, present_revision, revisions
from adapters.database.short_locks import with_short_locks

LOG = logging.getLogger("lianqiao.database")
BESIDE = "\nBESIDE = True\n"
STEP_TIMEOUT_MS = 600_000
# `alembic.op` is one for the whole process.
_ONE_AT_A_TIME = threading.Lock()


def upgrade(connection: sa.Connection, folder: Path = VERSIONS) -> None:
    """Runs every version the database does not have yet; all of them or, if one fails, none."""
    _run(folder, connection=connection)


def upgrade_beside(engine: sa.Engine, folder: Path = VERSIONS) -> None:
    """PostgreSQL: version after version, each in a transaction that waits shortly for its locks, or in none.

    A hub of the version before goes on meanwhile: its intake waits behind one try at the longest.
    """
    for revision in missing_revisions(engine, folder):
        if _is_beside(folder, revision):
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # Its timeouts are its own: it goes to no other user of the pool.
                connection.detach()
                _run(folder, until=revision, connection=connection)
        else:
            run = partial(_run_one, folder=folder, revision=revision)
            with_short_locks(engine, run, what=f"version {revision} of the database")
        LOG.info("the database is at version %s", revision)


def missing_revisions(engine: sa.Engine, folder: Path = VERSIONS) -> list[str]:
    """What is still to be done, oldest first."""
    with read_connection(engine) as connection:
        present = present_revision(connection)
    known = revisions(folder)
    return known[known.index(present) + 1 :] if present else known


def _is_beside(folder: Path, revision: str) -> bool:
    [path] = folder.glob(f"v{revision}_*.py")
    return BESIDE in path.read_text(encoding="utf-8")


def _run_one(connection: sa.Connection, *, folder: Path, revision: str) -> None:
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STEP_TIMEOUT_MS}")
    _run(folder, until=revision, connection=connection)


def write_newest(folder: Path = VERSIONS) -> None:
    """Writes what all versions together do to an empty database, for both databases."""
    for dialect in ("sqlite", "postgresql"):
        newest_sql(dialect, folder).write_text(newest_text(dialect, folder), encoding="utf-8")


def newest_text(dialect: str, folder: Path = VERSIONS) -> str:
    """The versions as SQL, under a line that names the newest."""
    text = io.StringIO()
    _run(folder, dialect_name=dialect, as_sql=True, transactional_ddl=False, output_buffer=text)
    lines = [line.rstrip() for line in text.getvalue().strip().splitlines()]
    return "\n".join([f"-- {revisions(folder)[-1]}", *lines, ""])


def _run(folder: Path, *, until: str = "head", **options: Any) -> None:
    scripts = ScriptDirectory(str(folder.parent), version_locations=[str(folder)])

    def missing(present: Any, _context: Any) -> Iterable[Any]:
        return scripts._upgrade_revs(until, present)

    as_sql = {"as_sql": True} if "as_sql" in options else {}
    with _ONE_AT_A_TIME, EnvironmentContext(Config(), scripts, fn=missing, **as_sql) as environment:
        environment.configure(version_table=VERSION_TABLE, **options)
        environment.run_migrations()
