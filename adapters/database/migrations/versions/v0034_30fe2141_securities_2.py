"""Version 34, securities: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_30fe2141"
down_revision = "0033_0bab9465"


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
    _make_collateral_receivable()
    _index_collateral_receivable()
    _make_collateral_security()
    _index_collateral_security()
    _add_collateral_contract_closed_at()


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


def _make_collateral_security() -> None:
    op.create_table(
        "collateral_security",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("financier", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
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


def _add_collateral_contract_closed_at() -> None:
    op.add_column(
        "collateral_contract", sa.Column("closed_at", sa.BigInteger(), autoincrement=False, nullable=True)
    )
