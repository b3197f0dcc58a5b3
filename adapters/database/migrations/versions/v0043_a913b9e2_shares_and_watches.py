"""Version 43, shares and watches: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043_a913b9e2"
down_revision = "0042_7d20b5fa"


def upgrade() -> None:
    _make_loan_partner_due()
    _make_loan_watch()


def _make_loan_partner_due() -> None:
    op.create_table(
        "loan_partner_due",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("passed_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no"),
        sqlite_with_rowid=False,
    )


def _make_loan_watch() -> None:
    op.create_table(
        "loan_watch",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("restructured_day", sa.BigInteger(), nullable=False),
        sa.Column("debtor_bad_ppm", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no"),
        sqlite_with_rowid=False,
    )
