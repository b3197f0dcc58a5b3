"""Version 37, money rooms 6: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037_66cd3412"
down_revision = "0036_abba8f69"


def upgrade() -> None:
    _make_risk_tally()
    _index_risk_tally()
    _make_risk_trade_contract()
    _make_risk_trade_document()
    _index_risk_trade_document()
    _make_risk_trade_leg()
    _make_risk_trade_month()
    _make_risk_trade_pair()
    _make_risk_vehicle_seen()
    _make_risk_verified()
    _make_workflow_retired()
    _add_collateral_contract_closed_at()
    _add_collateral_contract_overdue_since()
    _add_collateral_contract_shares_over()
    _add_collateral_contract_day_cap_minor()
    _add_collateral_floor_notice_old_value_minor()
    _add_collateral_terms_age_days()
    _add_collateral_terms_category()
    _add_custody_breach_picker()
    _add_custody_breach_code_hash()
    _add_custody_lot_unconfirmed()
    _add_custody_lot_aged_from()
    _add_custody_lot_aged()
    _add_custody_lot_weight_basis()
    _add_custody_lot_both_told_micro()


def _make_risk_tally() -> None:
    op.create_table(
        "risk_tally",
        sa.Column("rule_set", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shard", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rule_set", "version", "stage", "month", "shard"),
        sqlite_with_rowid=False,
    )


def _index_risk_tally() -> None:
    op.create_index(
        "ix_risk_tally_rule_set_stage_month", "risk_tally", ["rule_set", "stage", "month"], unique=False
    )


def _make_risk_trade_contract() -> None:
    op.create_table(
        "risk_trade_contract",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seller", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("sign_day", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "seller"),
        sqlite_with_rowid=False,
    )


def _make_risk_trade_document() -> None:
    op.create_table(
        "risk_trade_document",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("due_day", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=True),
        sa.Column("net_minor", sa.BigInteger(), nullable=True),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("orders", sa.Text(), nullable=False),
        sa.Column("deliveries", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "issuer", "number"),
        sqlite_with_rowid=False,
    )


def _index_risk_trade_document() -> None:
    op.create_index(
        "ix_risk_trade_document_contract_no", "risk_trade_document", ["contract_no"], unique=False
    )
    op.create_index(
        "ix_risk_trade_document_kind_number", "risk_trade_document", ["kind", "number"], unique=False
    )


def _make_risk_trade_leg() -> None:
    op.create_table(
        "risk_trade_leg",
        sa.Column("seller", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("goods", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("buyer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seller", "month", "goods", "buyer", "number"),
        sqlite_with_rowid=False,
    )


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


def _make_workflow_retired() -> None:
    op.create_table(
        "workflow_retired",
        sa.Column("chain", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
        sqlite_with_rowid=False,
    )


def _add_collateral_contract_closed_at() -> None:
    op.add_column(
        "collateral_contract", sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_overdue_since() -> None:
    op.add_column(
        "collateral_contract", sa.Column("overdue_since", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_shares_over() -> None:
    op.add_column(
        "collateral_contract", sa.Column("shares_over", sa.Text(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_day_cap_minor() -> None:
    op.add_column(
        "collateral_contract", sa.Column("day_cap_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_floor_notice_old_value_minor() -> None:
    op.add_column(
        "collateral_floor_notice",
        sa.Column("old_value_minor", sa.BigInteger(), autoincrement=False, nullable=True),
    )


def _add_collateral_terms_age_days() -> None:
    op.add_column(
        "collateral_terms", sa.Column("age_days", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_terms_category() -> None:
    op.add_column("collateral_terms", sa.Column("category", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_breach_picker() -> None:
    op.add_column("custody_breach", sa.Column("picker", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_breach_code_hash() -> None:
    op.add_column("custody_breach", sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_lot_unconfirmed() -> None:
    op.add_column("custody_lot", sa.Column("unconfirmed", sa.Boolean(), autoincrement=False, nullable=True))


def _add_custody_lot_aged_from() -> None:
    op.add_column("custody_lot", sa.Column("aged_from", sa.BigInteger(), autoincrement=False, nullable=True))


def _add_custody_lot_aged() -> None:
    op.add_column("custody_lot", sa.Column("aged", sa.Boolean(), autoincrement=False, nullable=True))


def _add_custody_lot_weight_basis() -> None:
    op.add_column("custody_lot", sa.Column("weight_basis", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_lot_both_told_micro() -> None:
    op.add_column(
        "custody_lot", sa.Column("both_told_micro", sa.BigInteger(), autoincrement=False, nullable=True)
    )
