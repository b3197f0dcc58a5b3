"""Version 19, doors: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_63c6a965"
down_revision = "0018_6866d29c"


def upgrade() -> None:
    _make_hub_owed_ack()
    _make_hub_partner_key()
    _index_hub_partner_key()


def _make_hub_owed_ack() -> None:
    op.create_table(
        "hub_owed_ack",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "partition", "first"),
        sqlite_with_rowid=False,
    )


def _make_hub_partner_key() -> None:
    op.create_table(
        "hub_partner_key",
        sa.Column("fingerprint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint"),
        sqlite_with_rowid=False,
    )


def _index_hub_partner_key() -> None:
    op.create_index("ix_hub_partner_key_partner", "hub_partner_key", ["partner"], unique=False)
