"""Version 20, partners: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_b95271d5"
down_revision = "0019_63c6a965"


def upgrade() -> None:
    _make_hub_collected()
    _index_hub_collected()
    _make_hub_last_collected()
    _make_hub_paused_endpoint()
    _add_hub_attempt_code()
    _add_hub_attempt_endpoint()


def _make_hub_collected() -> None:
    op.create_table(
        "hub_collected",
        sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("send_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "sequence"),
        sqlite_with_rowid=False,
    )


def _index_hub_collected() -> None:
    op.create_index("ix_hub_collected_send_id", "hub_collected", ["send_id"], unique=False)


def _make_hub_last_collected() -> None:
    op.create_table(
        "hub_last_collected",
        sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
        sqlite_with_rowid=False,
    )


def _make_hub_paused_endpoint() -> None:
    op.create_table(
        "hub_paused_endpoint",
        sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
        sqlite_with_rowid=False,
    )


def _add_hub_attempt_code() -> None:
    op.add_column("hub_attempt", sa.Column("code", sa.Text(), autoincrement=False, nullable=True))


def _add_hub_attempt_endpoint() -> None:
    op.add_column("hub_attempt", sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=True))
