<<<<<<<< HEAD:adapters/database/migrations/versions/v0032_7b9a1b40_money_rooms.py
"""Version 32, money rooms: drafted from the records."""
========
"""Version 35, securities: drafted from the records."""
>>>>>>>> b_risk:adapters/database/migrations/versions/v0035_e7e753ac_securities.py

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

<<<<<<<< HEAD:adapters/database/migrations/versions/v0032_7b9a1b40_money_rooms.py
revision = "0032_7b9a1b40"
down_revision = "0031_0bab9465"
========
revision = "0035_e7e753ac"
down_revision = "0034_8f937785"
>>>>>>>> b_risk:adapters/database/migrations/versions/v0035_e7e753ac_securities.py


def upgrade() -> None:
    _make_collateral_bound_policy()
    _index_collateral_bound_policy()
    _make_collateral_call()
    _index_collateral_call()
    _make_collateral_claim()
    _index_collateral_claim()
    _make_collateral_filing()
    _index_collateral_filing()
    _make_collateral_insurance()
    _index_collateral_insurance()
    _make_collateral_lien()
    _index_collateral_lien()
    _make_collateral_receipt()
    _index_collateral_receipt()
    _make_collateral_receivable()
    _index_collateral_receivable()


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
