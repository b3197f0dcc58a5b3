"""Version 14, trust and operations: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_a2570bc6"
down_revision = "0013_8d46f57f"


def upgrade() -> None:
    _make_hub_filling()
    _make_hub_month_gone()
    _index_hub_month_gone()
    _make_hub_slowed()
    _add_hub_agent_suite()
    _add_hub_arrival_trace()
    _add_hub_outgoing_trace()
    _add_hub_outgoing_trace_state()


def _make_hub_filling() -> None:
    op.create_table(
        "hub_filling",
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("per_hour", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what"),
        sqlite_with_rowid=False,
    )


def _make_hub_month_gone() -> None:
    op.create_table(
        "hub_month_gone",
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "month"),
        sqlite_with_rowid=False,
    )


def _index_hub_month_gone() -> None:
    op.create_index("ix_hub_month_gone_month", "hub_month_gone", ["month"], unique=False)


def _make_hub_slowed() -> None:
    op.create_table(
        "hub_slowed",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.BigInteger(), nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.Column("empty_in_s", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner"),
        sqlite_with_rowid=False,
    )


def _add_hub_agent_suite() -> None:
    op.add_column("hub_agent", sa.Column("suite", sa.Text(), autoincrement=False, nullable=True))


def _add_hub_arrival_trace() -> None:
    op.add_column("hub_arrival", sa.Column("trace", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_hub_outgoing_trace() -> None:
    op.add_column("hub_outgoing", sa.Column("trace", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_hub_outgoing_trace_state() -> None:
    op.add_column("hub_outgoing", sa.Column("trace_state", sa.Text(), autoincrement=False, nullable=True))
