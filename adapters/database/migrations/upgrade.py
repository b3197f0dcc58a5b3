"""Brings a database to the newest version, by alembic, inside the caller's transaction."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from adapters.database.migrations import VERSION_TABLE, VERSIONS, newest_sql, revisions

# `alembic.op` is one for the whole process.
_ONE_AT_A_TIME = threading.Lock()


def upgrade(connection: sa.Connection, folder: Path = VERSIONS) -> None:
    """Runs every version the database does not have yet; all of them or, if one fails, none."""
    _run(folder, connection=connection)


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


def _run(folder: Path, **options: Any) -> None:
    scripts = ScriptDirectory(str(folder.parent), version_locations=[str(folder)])

    def missing(present: Any, _context: Any) -> Iterable[Any]:
        return scripts._upgrade_revs("head", present)

    as_sql = {"as_sql": True} if "as_sql" in options else {}
    with _ONE_AT_A_TIME, EnvironmentContext(Config(), scripts, fn=missing, **as_sql) as environment:
        environment.configure(version_table=VERSION_TABLE, **options)
        environment.run_migrations()
