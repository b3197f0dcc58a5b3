"""Version 36, money rooms 5: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036_abba8f69"
down_revision = "0035_646e847e"


def upgrade() -> None:
    _make_loan_step()
    _make_parties_bands()
    _make_parties_member()
    _index_parties_member()
    _make_parties_programme()
    _index_parties_programme()
    _make_parties_template()
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


def _make_loan_step() -> None:
    op.create_table(
        "loan_step",
        sa.Column("subject_kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject", "ordinal"),
        sqlite_with_rowid=False,
    )


def _make_parties_bands() -> None:
    op.create_table(
        "parties_bands",
        sa.Column("industry", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("industry", "year"),
        sqlite_with_rowid=False,
    )


def _make_parties_member() -> None:
    op.create_table(
        "parties_member",
        sa.Column("programme", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("core", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("admitted_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "member"),
        sqlite_with_rowid=False,
    )


def _index_parties_member() -> None:
    op.create_index("ix_parties_member_core_member", "parties_member", ["core", "member"], unique=False)
    op.create_index("ix_parties_member_member", "parties_member", ["member"], unique=False)
    op.create_index("ix_parties_member_state", "parties_member", ["state"], unique=False)


def _make_parties_programme() -> None:
    op.create_table(
        "parties_programme",
        sa.Column("programme", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("core", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("members_percent_max", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("programme"),
        sqlite_with_rowid=False,
    )


def _index_parties_programme() -> None:
    op.create_index("ix_parties_programme_core", "parties_programme", ["core"], unique=False)
    op.create_index("ix_parties_programme_state", "parties_programme", ["state"], unique=False)


def _make_parties_template() -> None:
    op.create_table(
        "parties_template",
        sa.Column("template", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("template", "version"),
        sqlite_with_rowid=False,
    )


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
