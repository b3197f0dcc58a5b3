"""Version 15, backlogs: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_9410aac6"
down_revision = "0014_bc79fcff"


def upgrade() -> None:
    _make_hub_filling()
    _make_hub_slowed()


def _make_hub_filling() -> None:
    op.create_table(
        "hub_filling",
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("per_hour", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what"),
        sqlite_with_rowid=False,
    )


def _make_hub_slowed() -> None:
    op.create_table(
        "hub_slowed",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.BigInteger(), nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.Column("empty_in_s", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner"),
        sqlite_with_rowid=False,
    )
