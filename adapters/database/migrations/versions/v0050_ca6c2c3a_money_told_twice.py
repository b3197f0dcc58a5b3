"""Version 50, money told twice: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050_ca6c2c3a"
down_revision = "0049_19244cb1"


def upgrade() -> None:
    _make_collateral_invoice_payment()
    _index_collateral_invoice_payment()
    _make_loan_quota_day()
    _make_loan_told_account()
    _make_loan_told_money()
    _index_loan_told_money()
    _add_collateral_security_overdue_since()
    _add_loan_loan_quota_day()
    _add_loan_quota_daily_minor()
    _add_loan_quota_opens()
    _add_loan_quota_closes()
    _add_loan_quota_zone()
    _add_loan_quota_regions()


def _make_collateral_invoice_payment() -> None:
    op.create_table(
        "collateral_invoice_payment",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.Column("stated", sa.Boolean(), nullable=False),
        sa.Column("pays", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", "thing"),
        sqlite_with_rowid=False,
    )


def _index_collateral_invoice_payment() -> None:
    op.create_index(
        "ix_collateral_invoice_payment_payment", "collateral_invoice_payment", ["payment"], unique=False
    )


def _make_loan_quota_day() -> None:
    op.create_table(
        "loan_quota_day",
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("product", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("core", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("funder", "product", "day", "core"),
        sqlite_with_rowid=False,
    )


def _make_loan_told_account() -> None:
    op.create_table(
        "loan_told_account",
        sa.Column("account", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account"),
        sqlite_with_rowid=False,
    )


def _make_loan_told_money() -> None:
    op.create_table(
        "loan_told_money",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("alike", sa.Text(), nullable=False),
        sa.Column("by_bank", sa.Boolean(), nullable=False),
        sa.Column("teller", sa.Text(), nullable=False),
        sa.Column("referenced", sa.Boolean(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )


def _index_loan_told_money() -> None:
    op.create_index("ix_loan_told_money_alike", "loan_told_money", ["alike"], unique=False)


def _add_collateral_security_overdue_since() -> None:
    op.add_column(
        "collateral_security", sa.Column("overdue_since", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_loan_loan_quota_day() -> None:
    op.add_column("loan_loan", sa.Column("quota_day", sa.Text(), autoincrement=False, nullable=True))


def _add_loan_quota_daily_minor() -> None:
    op.add_column("loan_quota", sa.Column("daily_minor", sa.BigInteger(), autoincrement=False, nullable=True))


def _add_loan_quota_opens() -> None:
    op.add_column("loan_quota", sa.Column("opens", sa.Text(), autoincrement=False, nullable=True))


def _add_loan_quota_closes() -> None:
    op.add_column("loan_quota", sa.Column("closes", sa.Text(), autoincrement=False, nullable=True))


def _add_loan_quota_zone() -> None:
    op.add_column("loan_quota", sa.Column("zone", sa.Text(), autoincrement=False, nullable=True))


def _add_loan_quota_regions() -> None:
    op.add_column("loan_quota", sa.Column("regions", sa.Text(), autoincrement=False, nullable=True))
