"""Version 38, risk monitoring 2: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038_05a1d18e"
down_revision = "0037_4b0e4cc3"


def upgrade() -> None:
    _make_risk_trade_month()
    _make_risk_trade_pair()
    _make_risk_vehicle_seen()
    _make_risk_verified()


def _make_risk_trade_month() -> None:
    op.create_table(
        "risk_trade_month",
        sa.Column("seller", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("buyer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.BigInteger(), nullable=False),
        sa.Column("at_end", sa.BigInteger(), nullable=False),
        sa.Column("legs", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("squares", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seller", "buyer", "currency", "month"),
        sqlite_with_rowid=False,
    )


def _make_risk_trade_pair() -> None:
    op.create_table(
        "risk_trade_pair",
        sa.Column("seller", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("buyer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("payments", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seller", "buyer", "currency"),
        sqlite_with_rowid=False,
    )


def _make_risk_vehicle_seen() -> None:
    op.create_table(
        "risk_vehicle_seen",
        sa.Column("vehicle", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("vehicle"),
        sqlite_with_rowid=False,
    )


def _make_risk_verified() -> None:
    op.create_table(
        "risk_verified",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seller", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", "seller"),
        sqlite_with_rowid=False,
    )
