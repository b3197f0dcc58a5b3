"""Version 16, restore: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_72bc3576"
down_revision = "0015_0164e944"


def upgrade() -> None:
    _make_hub_incarnation()
    _make_hub_recovering()
    _index_hub_recovering()


def _make_hub_incarnation() -> None:
    op.create_table(
        "hub_incarnation",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complete_to", sa.BigInteger(), nullable=False),
        sa.Column("restored_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )


def _make_hub_recovering() -> None:
    op.create_table(
        "hub_recovering",
        sa.Column("incarnation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("contiguous", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "subject"),
        sqlite_with_rowid=False,
    )


def _index_hub_recovering() -> None:
    op.create_index("ix_hub_recovering_incarnation", "hub_recovering", ["incarnation"], unique=False)
