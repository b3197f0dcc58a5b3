"""Version 32, loan room 2: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032_9dd994d0"
down_revision = "0031_e4aafb79"


def upgrade() -> None:
    _make_loan_standing()
    _make_loan_step()


def _make_loan_standing() -> None:
    op.create_table(
        "loan_standing",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("outstanding_minor", sa.BigInteger(), nullable=False),
        sa.Column("accrued_minor", sa.BigInteger(), nullable=False),
        sa.Column("interest_paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("accrued_through", sa.BigInteger(), nullable=False),
        sa.Column("deferred_minor", sa.BigInteger(), nullable=False),
        sa.Column("penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("compound_minor", sa.BigInteger(), nullable=False),
        sa.Column("suspended_minor", sa.BigInteger(), nullable=False),
        sa.Column("provision_minor", sa.BigInteger(), nullable=False),
        sa.Column("surplus_minor", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.BigInteger(), nullable=False),
        sa.Column("past_due_days", sa.BigInteger(), nullable=False),
        sa.Column("non_accrual", sa.Boolean(), nullable=False),
        sa.Column("first_open", sa.BigInteger(), nullable=False),
        sa.Column("running", sa.BigInteger(), nullable=False),
        sa.Column("paid_since", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no"),
        sqlite_with_rowid=False,
    )


def _make_loan_step() -> None:
    op.create_table(
        "loan_step",
        sa.Column("subject_kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject", "ordinal"),
        sqlite_with_rowid=False,
    )
