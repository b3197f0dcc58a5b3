"""Version 43, lent together: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043_59b0d191"
down_revision = "0042_7d20b5fa"


def upgrade() -> None:
    _make_loan_partner_due()
    _make_loan_watch()
    _add_loan_facility_insurer()


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


def _add_loan_facility_insurer() -> None:
    op.add_column("loan_facility", sa.Column("insurer", sa.Text(), autoincrement=False, nullable=True))
