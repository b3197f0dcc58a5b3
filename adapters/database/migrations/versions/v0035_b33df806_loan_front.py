"""Version 35, loan front: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035_b33df806"
down_revision = "0034_6268a4d1"


def upgrade() -> None:
    _make_loan_quota()


def _make_loan_quota() -> None:
    op.create_table(
        "loan_quota",
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("product", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("core", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("quota_no", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), nullable=False),
        sa.Column("ticket_min_minor", sa.BigInteger(), nullable=False),
        sa.Column("ticket_max_minor", sa.BigInteger(), nullable=False),
        sa.Column("months_min", sa.BigInteger(), nullable=False),
        sa.Column("months_max", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("until_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("funder", "product", "core"),
        sqlite_with_rowid=False,
    )
