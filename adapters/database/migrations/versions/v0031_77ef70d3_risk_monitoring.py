"""Version 31, risk monitoring: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_77ef70d3"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    _make_risk_challenger()
    _make_risk_last_decision()
    _make_risk_shadow()
    _index_risk_shadow()
    _make_risk_tally()
    _index_risk_tally()


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
