"""Version 34, money rooms 3: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_a1e5785b"
down_revision = "0033_ada00f5e"


def upgrade() -> None:
    _make_custody_exchange()
    _index_custody_exchange()
    _make_custody_exchange_in()
    _make_custody_site_watch()
    _index_custody_site_watch()
    _make_custody_watch_plan()
    _index_custody_watch_plan()
    _make_ledger_block()
    _make_ledger_closing_rule()
    _make_ledger_late()
    _make_ledger_month_end()
    _make_ledger_period_total()
    _make_loan_application()
    _index_loan_application()
    _make_loan_calendar_day()
    _make_loan_due()


def _make_custody_exchange() -> None:
    op.create_table(
        "custody_exchange",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("covered_at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_exchange() -> None:
    op.create_index("ix_custody_exchange_contract_no", "custody_exchange", ["contract_no"], unique=False)
    op.create_index("ix_custody_exchange_state", "custody_exchange", ["state"], unique=False)


def _make_custody_exchange_in() -> None:
    op.create_table(
        "custody_exchange_in",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("pledged_micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _make_custody_site_watch() -> None:
    op.create_table(
        "custody_site_watch",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("identify", sa.Boolean(), nullable=False),
        sa.Column("weigh", sa.Text(), nullable=False),
        sa.Column("receipt_due_s", sa.BigInteger(), nullable=False),
        sa.Column("transit_due_s", sa.BigInteger(), nullable=False),
        sa.Column("confirm_due_s", sa.BigInteger(), nullable=False),
        sa.Column("exchange_due_s", sa.BigInteger(), nullable=False),
        sa.Column("night", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
        sqlite_with_rowid=False,
    )


def _index_custody_site_watch() -> None:
    op.create_index("ix_custody_site_watch_supervisor", "custody_site_watch", ["supervisor"], unique=False)


def _make_custody_watch_plan() -> None:
    op.create_table(
        "custody_watch_plan",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("every_s", sa.BigInteger(), nullable=False),
        sa.Column("grace_s", sa.BigInteger(), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "kind"),
        sqlite_with_rowid=False,
    )


def _index_custody_watch_plan() -> None:
    op.create_index("ix_custody_watch_plan_open", "custody_watch_plan", ["open"], unique=False)


def _make_ledger_block() -> None:
    op.create_table(
        "ledger_block",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("form", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book", "number"),
        sqlite_with_rowid=False,
    )


def _make_ledger_closing_rule() -> None:
    op.create_table(
        "ledger_closing_rule",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("profit", sa.Text(), nullable=False),
        sa.Column("retained", sa.Text(), nullable=False),
        sa.Column("reserve", sa.Text(), nullable=False),
        sa.Column("reserve_ppm", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("book"),
        sqlite_with_rowid=False,
    )


def _make_ledger_late() -> None:
    op.create_table(
        "ledger_late",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("book", "period", "number"),
        sqlite_with_rowid=False,
    )


def _make_ledger_month_end() -> None:
    op.create_table(
        "ledger_month_end",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("book", "period"),
        sqlite_with_rowid=False,
    )


def _make_ledger_period_total() -> None:
    op.create_table(
        "ledger_period_total",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("party", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("flow", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "book", "period", "account", "currency", "party", "contract", "lot", "funder", "flow"
        ),
        sqlite_with_rowid=False,
    )


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
