"""Version 32, ledger totals: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032_a4dd81fa"
down_revision = "0031_5a0e6c11"


def upgrade() -> None:
    _make_ledger_block()
    _make_ledger_closing_rule()
    _make_ledger_late()
    _make_ledger_month_end()
    _make_ledger_period_total()


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
