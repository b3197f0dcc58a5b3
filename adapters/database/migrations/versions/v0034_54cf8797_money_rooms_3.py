"""Version 34, money rooms 3: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_54cf8797"
down_revision = "0033_b63a84ae"


def upgrade() -> None:
    _make_loan_product()
    _make_loan_quota()
    _make_loan_receipt()
    _index_loan_receipt()
    _make_loan_slice()
    _make_loan_standing()
    _make_loan_step()
    _add_collateral_contract_closed_at()


def _make_loan_product() -> None:
    op.create_table(
        "loan_product",
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version"),
        sqlite_with_rowid=False,
    )


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


def _make_loan_receipt() -> None:
    op.create_table(
        "loan_receipt",
        sa.Column("receipt_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("value_day", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("payer_account", sa.Text(), nullable=False),
        sa.Column("payee_account", sa.Text(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("loan_no", sa.Text(), nullable=False),
        sa.Column("facility_no", sa.Text(), nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("posted", sa.BigInteger(), nullable=False),
        sa.Column("surplus_minor", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("receipt_no"),
        sqlite_with_rowid=False,
    )


def _index_loan_receipt() -> None:
    op.create_index("ix_loan_receipt_facility_no", "loan_receipt", ["facility_no"], unique=False)
    op.create_index("ix_loan_receipt_loan_no", "loan_receipt", ["loan_no"], unique=False)
    op.create_index("ix_loan_receipt_state", "loan_receipt", ["state"], unique=False)


def _make_loan_slice() -> None:
    op.create_table(
        "loan_slice",
        sa.Column("slice", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("running", sa.BigInteger(), nullable=False),
        sa.Column("ended_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slice"),
        sqlite_with_rowid=False,
    )


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
        sa.Column("bought_minor", sa.BigInteger(), nullable=False),
        sa.Column("reserve_minor", sa.BigInteger(), nullable=False),
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


def _add_collateral_contract_closed_at() -> None:
    op.add_column(
        "collateral_contract", sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True)
    )
