"""Version 34, programmes: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_8f937785"
down_revision = "0033_0bab9465"


def upgrade() -> None:
    _make_parties_bands()
    _make_parties_template()


def _make_parties_bands() -> None:
    op.create_table(
        "parties_bands",
        sa.Column("industry", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("industry", "year"),
        sqlite_with_rowid=False,
    )


def _make_parties_template() -> None:
    op.create_table(
        "parties_template",
        sa.Column("template", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("template", "version"),
        sqlite_with_rowid=False,
    )
