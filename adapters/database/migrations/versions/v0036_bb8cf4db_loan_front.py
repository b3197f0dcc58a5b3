"""Version 36, loan front: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036_bb8cf4db"
down_revision = "0035_6268a4d1"


def upgrade() -> None:
    _make_collateral_receipt()
    _index_collateral_receipt()
    _make_loan_quota()


def _make_collateral_receipt() -> None:
    op.create_table(
        "collateral_receipt",
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("lot_no", sa.Text(), nullable=False),
        sa.Column("gone_micro", sa.BigInteger(), nullable=False),
        sa.Column("promised_micro", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("parents", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("pledged_to", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("warned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thing"),
        sqlite_with_rowid=False,
    )


def _index_collateral_receipt() -> None:
    op.create_index("ix_collateral_receipt_contract_no", "collateral_receipt", ["contract_no"], unique=False)
    op.create_index(
        "ix_collateral_receipt_issuer_root", "collateral_receipt", ["issuer", "root"], unique=False
    )
    op.create_index(
        "ix_collateral_receipt_warehouse_lot_no", "collateral_receipt", ["warehouse", "lot_no"], unique=False
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
