"""Version 14, months gone: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_bc79fcff"
down_revision = "0013_8d46f57f"


def upgrade() -> None:
    _make_hub_month_gone()
    _index_hub_month_gone()


def _make_hub_month_gone() -> None:
    op.create_table(
        "hub_month_gone",
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "month"),
        sqlite_with_rowid=False,
    )


def _index_hub_month_gone() -> None:
    op.create_index("ix_hub_month_gone_month", "hub_month_gone", ["month"], unique=False)
