"""Version 31, risk monitoring: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_ac8369da"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    _make_risk_challenger()
    _make_risk_shadow()
    _index_risk_shadow()


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
