"""The versions of the database's schema, forward only; a version file is never changed once it was released.

A record changed: `python -m adapters.database.migrations.draft NAME` compares the records with the newest
version and writes the next one (new tables, nullable columns, indexes); what it cannot know it asks a person
to write. Until the first release nothing has to be upgraded, so the versions may also be drafted anew from
nothing: `python -m adapters.database.migrations.draft first --afresh`.

Nothing here imports alembic, which is a second of every start. The name of a version file says its revision,
so a hub whose database is up to date opens without it; and what all versions do to an empty database is kept
beside them as SQL, written by alembic, so an empty one is made without it too. Therefore a version says only
what can be written down as SQL (`op.add_column`, `op.execute`), never `op.get_bind()`.

A revision is a number and eight digits of its content's hash: a database made by another draft of the same
number is refused, not taken for this one.
"""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa

from core.kernel.errors import Refused

VERSIONS = Path(__file__).parent / "versions"
VERSION_TABLE = "alembic_version"
DRAFT = (
    "write the next version with `python -m adapters.database.migrations.draft NAME`; before the first "
    "release all of them anew with `python -m adapters.database.migrations.draft first --afresh`"
)
END = ";\n\n"
_NAME = re.compile(r"v(\d{4}_[0-9a-f]{8})_\w+\.py")


def revisions(folder: Path = VERSIONS) -> list[str]:
    """Every revision, oldest first, read from the names of the version files."""
    names = sorted(path.name for path in folder.iterdir())
    return [found[1] for name in names if (found := _NAME.fullmatch(name))]


def newest_sql(dialect: str, folder: Path = VERSIONS) -> Path:
    """The file of what all versions together do to an empty database, as that database's SQL."""
    return folder / f"newest.{dialect}.sql"


def make_newest(connection: sa.Connection, folder: Path = VERSIONS) -> bool:
    """Makes the newest version in an empty database; False, and nothing done, if its SQL is out of date."""
    path = newest_sql(connection.dialect.name, folder)
    if not path.exists():
        return False
    first, _, text = path.read_text(encoding="utf-8").partition("\n")
    if first != f"-- {revisions(folder)[-1]}":
        return False
    for statement in filter(None, map(str.strip, text.split(END))):
        connection.exec_driver_sql(statement)
    return True


def present_revision(connection: sa.Connection) -> str:
    """The revision this database is at; "" for an empty one. Refused if its tables have no version."""
    tables = sa.inspect(connection)
    if tables.has_table(VERSION_TABLE):
        table = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
        found = connection.scalar(sa.select(table.c.version_num)) or ""
        if not found and tables.has_table("hub_arrival"):
            raise Refused(
                "this database was put back and not marked as restored: a restore did not come to its end; do"
                " it again (`hub restore BACKUP --over`)",
                cause="store.restoring",
            )
        return found
    if tables.has_table("hub_arrival"):
        raise Refused(
            "this database has a hub's tables but no version; only one made by a released hub can be opened",
            cause="store.version",
        )
    return ""


def is_newest(connection: sa.Connection, folder: Path = VERSIONS) -> bool:
    """Whether there is nothing to upgrade. Raises Refused if this hub does not know its version."""
    present = present_revision(connection)
    known = revisions(folder)
    if present and present not in known:
        raise Refused(
            f"the database is at version {present}, which this hub does not know (newest is {known[-1]}); "
            "open it with the newer hub that upgraded it, or restore the backup taken before that",
            cause="store.version",
        )
    return present == known[-1]
