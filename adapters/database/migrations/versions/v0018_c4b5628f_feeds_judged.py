"""Version 18, feeds judged: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_c4b5628f"
down_revision = "0017_de77c616"


def upgrade() -> None:
    _make_hub_feed_alarm()
    _make_hub_feed_turn()
    _index_hub_feed_turn()


def _make_hub_feed_alarm() -> None:
    op.create_table(
        "hub_feed_alarm",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("object", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "code", "object"),
        sqlite_with_rowid=False,
    )


def _make_hub_feed_turn() -> None:
    op.create_table(
        "hub_feed_turn",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("met_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partner", "source", "due_by", "due_at"),
        sqlite_with_rowid=False,
    )


def _index_hub_feed_turn() -> None:
    op.create_index("ix_hub_feed_turn_partner_due_at", "hub_feed_turn", ["partner", "due_at"], unique=False)
