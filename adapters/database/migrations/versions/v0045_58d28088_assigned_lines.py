"""Version 45, assigned lines: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045_58d28088"
down_revision = "0044_2a9dc23e"


def upgrade() -> None:
    _make_loan_assigned_line()


def _make_loan_assigned_line() -> None:
    op.create_table(
        "loan_assigned_line",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("debtor", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.Column("over_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "thing"),
        sqlite_with_rowid=False,
    )
