"""Version 37, risk monitoring: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037_4b0e4cc3"
down_revision = "0036_8f386ad6"


def upgrade() -> None:
    _make_risk_challenger()
    _make_risk_filed()
    _make_risk_goods_watch()
    _make_risk_last_decision()
    _make_risk_looked()
    _make_risk_order_link()
    _make_risk_photo_seen()
    _make_risk_report_fact()
    _make_risk_shadow()
    _index_risk_shadow()
    _make_risk_site_watch()
    _make_risk_tally()
    _index_risk_tally()
    _make_risk_trade_contract()
    _make_risk_trade_document()
    _index_risk_trade_document()
    _make_risk_trade_leg()


def _make_risk_challenger() -> None:
    op.create_table(
        "risk_challenger",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "stage"),
        sqlite_with_rowid=False,
    )


def _make_risk_filed() -> None:
    op.create_table(
        "risk_filed",
        sa.Column("filing_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("filing_no"),
        sqlite_with_rowid=False,
    )


def _make_risk_goods_watch() -> None:
    op.create_table(
        "risk_goods_watch",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no"),
        sqlite_with_rowid=False,
    )


def _make_risk_last_decision() -> None:
    op.create_table(
        "risk_last_decision",
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rule_set", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("shard", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("told_as_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "rule_set", "stage"),
        sqlite_with_rowid=False,
    )


def _make_risk_looked() -> None:
    op.create_table(
        "risk_looked",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pledgor", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "pledgor"),
        sqlite_with_rowid=False,
    )


def _make_risk_order_link() -> None:
    op.create_table(
        "risk_order_link",
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("issuer", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("order_no", "kind", "issuer", "number"),
        sqlite_with_rowid=False,
    )


def _make_risk_photo_seen() -> None:
    op.create_table(
        "risk_photo_seen",
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_with_rowid=False,
    )


def _make_risk_report_fact() -> None:
    op.create_table(
        "risk_report_fact",
        sa.Column("party", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("report_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("obtained_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("party", "name"),
        sqlite_with_rowid=False,
    )


def _make_risk_shadow() -> None:
    op.create_table(
        "risk_shadow",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("champion", sa.BigInteger(), nullable=False),
        sa.Column("challenger", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("challenger_verdict", sa.Text(), nullable=False),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("differences", sa.LargeBinary(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )


def _index_risk_shadow() -> None:
    op.create_index(
        "ix_risk_shadow_rule_set_stage_challenger",
        "risk_shadow",
        ["rule_set", "stage", "challenger"],
        unique=False,
    )


def _make_risk_site_watch() -> None:
    op.create_table(
        "risk_site_watch",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("vehicles", sa.BigInteger(), nullable=False),
        sa.Column("photos", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_twice_at", sa.BigInteger(), nullable=True),
        sa.Column("photo_reused_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site"),
        sqlite_with_rowid=False,
    )


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
