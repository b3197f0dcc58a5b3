"""A store as full as after a good while, made at once, and versions that somebody might release next."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa

from adapters.database.migrations import VERSIONS, revisions
from adapters.database.migrations.upgrade import write_newest

MESSAGES = 100_000
# A message and its document, again at the next numbers of their partition, as handled as they are.
_COPY = (
    "INSERT INTO {table} ({names}) SELECT {said} FROM {table} AS kept CROSS JOIN ({numbers}) AS more"
    " WHERE kept.partition = 1 AND kept.number = 1"
)
_NUMBERS = {
    "postgresql": "SELECT generate_series(2, :last) AS n",
    "sqlite": (
        "WITH RECURSIVE up(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM up WHERE n < :last) SELECT n FROM up"
    ),
}
_COLUMN = """
def upgrade() -> None:
    op.create_table("hub_next", sa.Column("id", sa.BigInteger(), primary_key=True))
    op.add_column("hub_arrival", sa.Column("origin", sa.Text(), nullable=True))
    op.add_column(
        "hub_document", sa.Column("weight", sa.BigInteger(), nullable=False, server_default="0")
    )
"""
_INDEX = """
BESIDE = True


def upgrade() -> None:
    index_beside("ix_hub_arrival_delivery", "hub_arrival", ["delivery"])
    index_beside("ix_hub_seen_kind", "hub_seen", ["kind"])
"""
_FILL = """
BESIDE = True


def upgrade() -> None:
    fill_beside("hub_arrival", "origin", "partner || '/' || source", ["partition", "number", "month"])
"""
_HEAD = """
import sqlalchemy as sa
from alembic import op

from adapters.database.migrations.beside import fill_beside, index_beside

revision = "{revision}"
down_revision = "{before}"
"""


def fill(engine: sa.Engine, messages: int = MESSAGES) -> None:
    """The message at 1/1 so many times, in the store as if each had come and been handled."""
    with engine.begin() as connection:
        for table in ("hub_arrival", "hub_document"):
            names = [column["name"] for column in sa.inspect(connection).get_columns(table)]
            said = ["more.n" if name == "number" else f'kept."{name}"' for name in names]
            copied = _COPY.format(
                table=table,
                names=", ".join(f'"{name}"' for name in names),
                said=", ".join(said),
                numbers=_NUMBERS[connection.dialect.name],
            )
            connection.execute(sa.text(copied), {"last": messages})
        connection.execute(sa.text("UPDATE hub_inlet SET next = :next WHERE id = 1"), {"next": messages + 1})
        moved = sa.text("UPDATE hub_outlet SET position = :last WHERE id = 1")
        connection.execute(moved, {"last": messages})


def next_versions(folder: Path) -> Path:
    """All versions there are, and three that somebody releases next: columns, indexes, a fill in batches."""
    made = folder / "next_versions"
    shutil.copytree(VERSIONS, made)
    for name, text in (("column", _COLUMN), ("index", _INDEX), ("fill", _FILL)):
        before = revisions(made)[-1]
        revision = f"{int(before[:4]) + 1:04}_{0:08x}"
        head = _HEAD.format(revision=revision, before=before)
        (made / f"v{revision}_{name}.py").write_text(head + text)
    write_newest(made)
    return made
