"""Version 10, audit: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_7260770a"
down_revision = "0009_5b1f64e2"


def upgrade() -> None:
    _make_hub_audit()
    _make_hub_audit_head()
    _make_hub_audit_let_go()
    _make_hub_audit_named()


def _make_hub_audit() -> None:
    op.create_table(
        "hub_audit",
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", "month"),
        postgresql_partition_by="RANGE (month)",
        sqlite_with_rowid=False,
    )


def _make_hub_audit_head() -> None:
    op.create_table(
        "hub_audit_head",
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
        sqlite_with_rowid=False,
    )


def _make_hub_audit_let_go() -> None:
    op.create_table(
        "hub_audit_let_go",
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checkpoint", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("month"),
        sqlite_with_rowid=False,
    )


def _make_hub_audit_named() -> None:
    op.create_table(
        "hub_audit_named",
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
        sqlite_with_rowid=False,
    )
