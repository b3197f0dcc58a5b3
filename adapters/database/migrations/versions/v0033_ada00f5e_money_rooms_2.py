"""Version 33, money rooms 2: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033_ada00f5e"
down_revision = "0032_f9d28f13"


def upgrade() -> None:
    _make_collateral_prepaid()
    _make_collateral_receipt()
    _index_collateral_receipt()
    _make_collateral_receivable()
    _index_collateral_receivable()
    _make_collateral_released()
    _index_collateral_released()
    _make_collateral_security()
    _index_collateral_security()
    _make_custody_assessment()
    _index_custody_assessment()
    _make_custody_blindness()
    _index_custody_blindness()
    _make_custody_device()
    _index_custody_device()


def _make_collateral_prepaid() -> None:
    op.create_table(
        "collateral_prepaid",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("face_minor", sa.BigInteger(), nullable=False),
        sa.Column("initial_minor", sa.BigInteger(), nullable=False),
        sa.Column("added_minor", sa.BigInteger(), nullable=False),
        sa.Column("released_minor", sa.BigInteger(), nullable=False),
        sa.Column("sent_minor", sa.BigInteger(), nullable=False),
        sa.Column("stated_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no"),
        sqlite_with_rowid=False,
    )


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


def _make_collateral_receivable() -> None:
    op.create_table(
        "collateral_receivable",
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("seller_name", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("buyer_name", sa.Text(), nullable=False),
        sa.Column("invoice_code", sa.Text(), nullable=False),
        sa.Column("invoice_no", sa.Text(), nullable=False),
        sa.Column("issue_day", sa.BigInteger(), nullable=False),
        sa.Column("due_day", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("from_seller", sa.Boolean(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("stated_paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("stated_day", sa.BigInteger(), nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_minor", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verified", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thing"),
        sqlite_with_rowid=False,
    )


def _index_collateral_receivable() -> None:
    op.create_index("ix_collateral_receivable_batch_no", "collateral_receivable", ["batch_no"], unique=False)
    op.create_index(
        "ix_collateral_receivable_contract_no", "collateral_receivable", ["contract_no"], unique=False
    )
    op.create_index(
        "ix_collateral_receivable_invoice_no", "collateral_receivable", ["invoice_no"], unique=False
    )
    op.create_index(
        "ix_collateral_receivable_seller_buyer", "collateral_receivable", ["seller", "buyer"], unique=False
    )
    op.create_index(
        "ix_collateral_receivable_seller_gross_minor_issue_day",
        "collateral_receivable",
        ["seller", "gross_minor", "issue_day"],
        unique=False,
    )


def _make_collateral_released() -> None:
    op.create_table(
        "collateral_released",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "site", "order_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_released() -> None:
    op.create_index(
        "ix_collateral_released_contract_no_day", "collateral_released", ["contract_no", "day"], unique=False
    )


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


def _make_custody_assessment() -> None:
    op.create_table(
        "custody_assessment",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_assessment() -> None:
    op.create_index("ix_custody_assessment_over", "custody_assessment", ["over"], unique=False)


def _make_custody_blindness() -> None:
    op.create_table(
        "custody_blindness",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "cause"),
        sqlite_with_rowid=False,
    )


def _index_custody_blindness() -> None:
    op.create_index("ix_custody_blindness_cause", "custody_blindness", ["cause"], unique=False)


def _make_custody_device() -> None:
    op.create_table(
        "custody_device",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("silent_after_s", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("lot_no", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("raised", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "device_id"),
        sqlite_with_rowid=False,
    )


def _index_custody_device() -> None:
    op.create_index("ix_custody_device_silent", "custody_device", ["silent"], unique=False)
