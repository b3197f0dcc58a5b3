"""Version 35, money rooms 4: drafted from the records."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035_646e847e"
down_revision = "0034_a1e5785b"


def upgrade() -> None:
    _make_loan_facility()
    _index_loan_facility()
    _make_loan_loan()
    _index_loan_loan()
    _make_loan_plan()
    _make_loan_product()
    _make_loan_quota()
    _make_loan_receipt()
    _index_loan_receipt()
    _make_loan_slice()
    _make_loan_standing()


def _make_loan_facility() -> None:
    op.create_table(
        "loan_facility",
        sa.Column("facility_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("application_no", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("core", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("advance_ppm", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("until_day", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("account_controlled", sa.Boolean(), nullable=False),
        sa.Column("signers", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("payees", sa.Text(), nullable=False),
        sa.Column("term_months", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("own_ppm", sa.BigInteger(), nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), nullable=False),
        sa.Column("drawn_minor", sa.BigInteger(), nullable=False),
        sa.Column("outstanding_minor", sa.BigInteger(), nullable=False),
        sa.Column("in_flight_minor", sa.BigInteger(), nullable=False),
        sa.Column("margin_minor", sa.BigInteger(), nullable=False),
        sa.Column("frozen_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("facility_no"),
        sqlite_with_rowid=False,
    )


def _index_loan_facility() -> None:
    op.create_index("ix_loan_facility_account", "loan_facility", ["account"], unique=False)
    op.create_index("ix_loan_facility_borrower", "loan_facility", ["borrower"], unique=False)
    op.create_index("ix_loan_facility_contract_no", "loan_facility", ["contract_no"], unique=False)
    op.create_index("ix_loan_facility_state", "loan_facility", ["state"], unique=False)


def _make_loan_loan() -> None:
    op.create_table(
        "loan_loan",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facility_no", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("term_months", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("slice", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("pay_to", sa.Text(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("trade_refs", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("maturity_day", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("margin_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoice_minor", sa.BigInteger(), nullable=False),
        sa.Column("reserve_minor", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        *_how_its_money_goes_out(),
        sa.PrimaryKeyConstraint("loan_no"),
        sqlite_with_rowid=False,
    )


def _how_its_money_goes_out() -> list[sa.Column[Any]]:
    return [
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("doubts", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("wanted_day", sa.BigInteger(), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("own_minor", sa.BigInteger(), nullable=False),
        sa.Column("funder_loan_no", sa.Text(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("value_day", sa.BigInteger(), nullable=False),
    ]


def _index_loan_loan() -> None:
    op.create_index("ix_loan_loan_bank_ref", "loan_loan", ["bank_ref"], unique=False)
    op.create_index("ix_loan_loan_facility_no_over", "loan_loan", ["facility_no", "over"], unique=False)
    op.create_index("ix_loan_loan_funder_loan_no", "loan_loan", ["funder_loan_no"], unique=False)
    op.create_index("ix_loan_loan_idempotency_key", "loan_loan", ["idempotency_key"], unique=False)
    op.create_index("ix_loan_loan_slice_state", "loan_loan", ["slice", "state"], unique=False)
    op.create_index("ix_loan_loan_state", "loan_loan", ["state"], unique=False)


def _make_loan_plan() -> None:
    op.create_table(
        "loan_plan",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no", "plan"),
        sqlite_with_rowid=False,
    )


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
        sa.Column("first_margin_minor", sa.BigInteger(), nullable=False),
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
