"""Version 23, partners and onboarding: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_c0500d77"
down_revision = "0022_a3b7c981"


def upgrade() -> None:
    _make_hub_feed_alarm()
    _make_hub_feed_turn()
    _index_hub_feed_turn()
    _make_hub_onboarding()
    _index_hub_onboarding()


def _make_hub_feed_alarm() -> None:
    op.create_table(
        "hub_feed_alarm",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("object", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "code", "object"),
        sqlite_with_rowid=False,
    )


def _make_hub_feed_turn() -> None:
    op.create_table(
        "hub_feed_turn",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("met_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partner", "source", "due_by", "due_at"),
        sqlite_with_rowid=False,
    )


def _index_hub_feed_turn() -> None:
    op.create_index("ix_hub_feed_turn_partner_due_at", "hub_feed_turn", ["partner", "due_at"], unique=False)


def _make_hub_onboarding() -> None:
    op.create_table(
        "hub_onboarding",
        sa.Column("onboarding_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("contract", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=False),
        sa.Column("mapping_name", sa.Text(), nullable=False),
        sa.Column("samples", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("reported", sa.Text(), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("onboarding_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_onboarding() -> None:
    op.create_index("ix_hub_onboarding_made_at", "hub_onboarding", ["made_at"], unique=False)
