"""Version 18, pulls: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_6866d29c"
down_revision = "0017_de77c616"


def upgrade() -> None:
    _make_hub_pull()
    _make_hub_pulled()
    _index_hub_pulled()


def _make_hub_pull() -> None:
    op.create_table(
        "hub_pull",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pull", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("life", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("alarmed", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("well_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partner", "pull"),
        sqlite_with_rowid=False,
    )


def _make_hub_pulled() -> None:
    op.create_table(
        "hub_pulled",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pull", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "pull", "name"),
        sqlite_with_rowid=False,
    )


def _index_hub_pulled() -> None:
    op.create_index(
        "ix_hub_pulled_partner_pull_state", "hub_pulled", ["partner", "pull", "state"], unique=False
    )
