"""Version 32, money rooms: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032_f9d28f13"
down_revision = "0031_5a0e6c11"


def upgrade() -> None:
    _make_collateral_agreement()
    _make_collateral_bound_policy()
    _index_collateral_bound_policy()
    _make_collateral_call()
    _index_collateral_call()
    _make_collateral_category()
    _make_collateral_claim()
    _index_collateral_claim()
    _make_collateral_delivery()
    _make_collateral_filing()
    _index_collateral_filing()
    _make_collateral_insurance()
    _index_collateral_insurance()
    _make_collateral_lien()
    _index_collateral_lien()
    _make_collateral_limit()
    _make_collateral_order()
    _index_collateral_order()
    _make_collateral_order_item()


def _make_collateral_agreement() -> None:
    op.create_table(
        "collateral_agreement",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agreement", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "agreement"),
        sqlite_with_rowid=False,
    )


def _make_collateral_bound_policy() -> None:
    op.create_table(
        "collateral_bound_policy",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("policy_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("bound_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "policy_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_bound_policy() -> None:
    op.create_index(
        "ix_collateral_bound_policy_policy_no", "collateral_bound_policy", ["policy_no"], unique=False
    )


def _make_collateral_call() -> None:
    op.create_table(
        "collateral_call",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("called_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("asked_cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "called_at"),
        sqlite_with_rowid=False,
    )


def _index_collateral_call() -> None:
    op.create_index("ix_collateral_call_contract_no", "collateral_call", ["contract_no"], unique=False)
    op.create_index("ix_collateral_call_state", "collateral_call", ["state"], unique=False)


def _make_collateral_category() -> None:
    op.create_table(
        "collateral_category",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("category", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("minimum_micro", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("minimum_minor", sa.BigInteger(), nullable=True),
        sa.Column("max_share_ppm", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no", "category"),
        sqlite_with_rowid=False,
    )


def _make_collateral_claim() -> None:
    op.create_table(
        "collateral_claim",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("claimant", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.Column("judged_by", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing", "claimant", "claimed_at"),
        sqlite_with_rowid=False,
    )


def _index_collateral_claim() -> None:
    op.create_index("ix_collateral_claim_claimant", "collateral_claim", ["claimant"], unique=False)
    op.create_index("ix_collateral_claim_kind_thing", "collateral_claim", ["kind", "thing"], unique=False)


def _make_collateral_delivery() -> None:
    op.create_table(
        "collateral_delivery",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "kind", "number"),
        sqlite_with_rowid=False,
    )


def _make_collateral_filing() -> None:
    op.create_table(
        "collateral_filing",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("filing_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("until_day", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("warned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "filing_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_filing() -> None:
    op.create_index("ix_collateral_filing_state", "collateral_filing", ["state"], unique=False)


def _make_collateral_insurance() -> None:
    op.create_table(
        "collateral_insurance",
        sa.Column("policy_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("insurer", sa.Text(), nullable=False),
        sa.Column("insured", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("until_day", sa.BigInteger(), nullable=False),
        sa.Column("invoice_no", sa.Text(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("loss_payee", sa.Text(), nullable=False),
        sa.Column("warned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("policy_no", "kind", "number"),
        sqlite_with_rowid=False,
    )


def _index_collateral_insurance() -> None:
    op.create_index("ix_collateral_insurance_status", "collateral_insurance", ["status"], unique=False)


def _make_collateral_lien() -> None:
    op.create_table(
        "collateral_lien",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing"),
        sqlite_with_rowid=False,
    )


def _index_collateral_lien() -> None:
    op.create_index("ix_collateral_lien_contract_no", "collateral_lien", ["contract_no"], unique=False)


def _make_collateral_limit() -> None:
    op.create_table(
        "collateral_limit",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "holder"),
        sqlite_with_rowid=False,
    )


def _make_collateral_order() -> None:
    op.create_table(
        "collateral_order",
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("buyers", sa.Text(), nullable=False),
        sa.Column("sellers", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("due_day", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_minor", sa.BigInteger(), nullable=True),
        sa.Column("prepaid_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipped_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("thing"),
        sqlite_with_rowid=False,
    )


def _index_collateral_order() -> None:
    op.create_index("ix_collateral_order_contract_no", "collateral_order", ["contract_no"], unique=False)
    op.create_index("ix_collateral_order_order_no", "collateral_order", ["order_no"], unique=False)


def _make_collateral_order_item() -> None:
    op.create_table(
        "collateral_order_item",
        sa.Column("thing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("line_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipped_micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "line_no"),
        sqlite_with_rowid=False,
    )
