"""Version 46, money out: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046_f1122ef0"
down_revision = "0045_58d28088"


def upgrade() -> None:
    _make_loan_facility_watch()
    _make_loan_finding()
    _index_loan_finding()


def _make_loan_facility_watch() -> None:
    op.create_table(
        "loan_facility_watch",
        sa.Column("facility_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("not_judged", sa.Text(), nullable=False),
        sa.Column("judged_day", sa.BigInteger(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("facility_no"),
        sqlite_with_rowid=False,
    )


def _make_loan_finding() -> None:
    op.create_table(
        "loan_finding",
        sa.Column("facility_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("times", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("begun_day", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_message", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("ended_day", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("ended_message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("facility_no", "rule", "times"),
        sqlite_with_rowid=False,
    )


def _index_loan_finding() -> None:
    op.create_index(
        "ix_loan_finding_facility_no_stands", "loan_finding", ["facility_no", "stands"], unique=False
    )
