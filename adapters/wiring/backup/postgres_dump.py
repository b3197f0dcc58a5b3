"""PostgreSQL: dumped by its own pg_dump in one snapshot, put back by pg_restore in one transaction."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from adapters.database.migrations import VERSION_TABLE
from core.kernel.errors import Refused, Unavailable

FILE = "hub.dump"
LIMIT_S = 12 * 3600.0
ASIDE = "before_"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
)


def copy_out(url: sa.URL, target: Path) -> str:
    """A consistent snapshot while the hub writes.

    Without the row that says the tables' version: a database that was put back opens for no hub before it
    bears the mark of its restore, and is given that row with it.
    """
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*"]
    _run(url, ["pg_dump", *words, f"--exclude-table-data={VERSION_TABLE}", f"--file={target / FILE}"])
    return FILE


def copy_in(url: sa.URL, source: Path) -> None:
    """All or nothing."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(url, ["pg_restore", *words, str(source / FILE)])


def require_free(engine: sa.Engine, *, over: bool) -> None:
    """Raises Refused where a hub is connected, or has tables here and it was not said to go over them."""
    with engine.begin() as connection:
        busy = int(connection.exec_driver_sql(_OTHERS).scalar_one())
        filled = sa.inspect(connection).has_table(VERSION_TABLE)
    if busy:
        raise Refused(
            f"{busy} sessions of a hub are connected to the database {engine.url.database}; stop the hub, its"
            " workers and its clock, then restore",
            cause="restore.running",
        )
    if filled and not over:
        raise Refused(
            f"the database {engine.url.database} has a hub's tables already; with --over they are set aside"
            " in a schema of their own and the backup takes their place",
            cause="restore.not_empty",
        )


def set_aside(engine: sa.Engine, *, stamp: str) -> str:
    """Gives what is there a schema of its own; its name, "" where nothing was."""
    with engine.begin() as connection:
        if not sa.inspect(connection).has_table(VERSION_TABLE):
            return ""
        schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
        aside = f"{ASIDE}{stamp}"
        connection.exec_driver_sql(f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"')
        connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    return aside


def say_version(engine: sa.Engine, revision: str) -> None:
    """From now on a hub opens this database."""
    table = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(version_num=revision))


def _run(url: sa.URL, words: list[str]) -> None:
    name, *rest = words
    there = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = [_program(name), "--no-password", f"--dbname={there}", *rest]
    # Never among the words: everybody on the machine reads those.
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    try:
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{name} did not end within {LIMIT_S:.0f} s") from error
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise Unavailable(f"{name} failed: {said[0] if said else f'exit code {ended.returncode}'}")


def _program(name: str) -> str:
    """PostgreSQL's client programs: the newest that Debian keeps, or those of the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    places = [*(str(path) for path in reversed(kept)), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise Refused(
            f"there is no {name} on this machine; install PostgreSQL's client programs, of the server's"
            " version or a newer one (Debian: postgresql-client)",
            cause="backup.no_program",
        )
    return found
