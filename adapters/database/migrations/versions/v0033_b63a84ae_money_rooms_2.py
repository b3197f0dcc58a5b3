"""Version 33, money rooms 2: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033_b63a84ae"
down_revision = "0032_7b9a1b40"


def upgrade() -> None:
    _make_collateral_security()
    _index_collateral_security()
    _make_loan_application()
    _index_loan_application()
    _make_loan_calendar_day()
    _make_loan_due()
    _make_loan_facility()
    _index_loan_facility()
    _make_loan_loan()
    _index_loan_loan()
    _make_loan_plan()


def _make_collateral_security() -> None:
    op.create_table(
        "collateral_security",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("financier", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("debtor", sa.Text(), nullable=False),
        sa.Column("insurer", sa.Text(), nullable=False),
        sa.Column("related", sa.Text(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("gates", sa.Text(), nullable=False),
        sa.Column("price_days", sa.BigInteger(), nullable=False),
        sa.Column("ageing_days", sa.BigInteger(), nullable=False),
        sa.Column("overdue_days", sa.BigInteger(), nullable=False),
        sa.Column("cross_ppm", sa.BigInteger(), nullable=False),
        sa.Column("concentration_ppm", sa.BigInteger(), nullable=False),
        sa.Column("dilution_from_ppm", sa.BigInteger(), nullable=False),
        sa.Column("dilution_stop_ppm", sa.BigInteger(), nullable=False),
        sa.Column("retention_ppm", sa.BigInteger(), nullable=False),
        sa.Column("verify_days", sa.BigInteger(), nullable=False),
        sa.Column("initial_ppm", sa.BigInteger(), nullable=False),
        sa.Column("release_rule", sa.Text(), nullable=False),
        sa.Column("cure_s", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("exposure_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_at", sa.BigInteger(), nullable=True),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("base_minor", sa.BigInteger(), nullable=False),
        sa.Column("restated_at", sa.BigInteger(), nullable=True),
        sa.Column("call_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_security() -> None:
    op.create_index("ix_collateral_security_kind", "collateral_security", ["kind"], unique=False)
    op.create_index("ix_collateral_security_provider", "collateral_security", ["provider"], unique=False)


def _make_loan_application() -> None:
    op.create_table(
        "loan_application",
        sa.Column("application_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("core", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("approved_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facility_no", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("application_no"),
        sqlite_with_rowid=False,
    )


def _index_loan_application() -> None:
    op.create_index("ix_loan_application_borrower", "loan_application", ["borrower"], unique=False)
    op.create_index("ix_loan_application_decision", "loan_application", ["decision"], unique=False)
    op.create_index("ix_loan_application_review", "loan_application", ["review"], unique=False)
    op.create_index("ix_loan_application_state", "loan_application", ["state"], unique=False)


def _make_loan_calendar_day() -> None:
    op.create_table(
        "loan_calendar_day",
        sa.Column("calendar", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("said_day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", "said_day"),
        sqlite_with_rowid=False,
    )


def _make_loan_due() -> None:
    op.create_table(
        "loan_due",
        sa.Column("loan_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("pay_by", sa.BigInteger(), nullable=False),
        sa.Column("overdue_after", sa.BigInteger(), nullable=False),
        sa.Column("principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("prepaid_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("earned_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("compound_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_principal_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_interest_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_penalty_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_compound_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no", "plan", "number"),
        sqlite_with_rowid=False,
    )


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
        sa.Column("funder", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("wanted_day", sa.BigInteger(), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("own_minor", sa.BigInteger(), nullable=False),
        sa.Column("funder_loan_no", sa.Text(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("value_day", sa.BigInteger(), nullable=False),
        sa.Column("maturity_day", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.BigInteger(), nullable=False),
        sa.Column("margin_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoice_minor", sa.BigInteger(), nullable=False),
        sa.Column("reserve_minor", sa.BigInteger(), nullable=False),
        sa.Column("called", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("loan_no"),
        sqlite_with_rowid=False,
    )


def _index_loan_loan() -> None:
    op.create_index("ix_loan_loan_bank_ref", "loan_loan", ["bank_ref"], unique=False)
    op.create_index("ix_loan_loan_facility_no", "loan_loan", ["facility_no"], unique=False)
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
