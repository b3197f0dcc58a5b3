"""Version 29, risk: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_39e8fd04"
down_revision = "0028_456387e8"


def upgrade() -> None:
    _make_risk_decision()
    _index_risk_decision()
    _make_risk_in_force()
    _make_risk_rule_set()


def _make_risk_decision() -> None:
    op.create_table(
        "risk_decision",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.LargeBinary(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )


def _index_risk_decision() -> None:
    op.create_index(
        "ix_risk_decision_rule_set_version", "risk_decision", ["rule_set", "version"], unique=False
    )
    op.create_index("ix_risk_decision_subject", "risk_decision", ["subject"], unique=False)


def _make_risk_in_force() -> None:
    op.create_table(
        "risk_in_force",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("latest", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )


def _make_risk_rule_set() -> None:
    op.create_table(
        "risk_rule_set",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("name", "version"),
        sqlite_with_rowid=False,
    )
