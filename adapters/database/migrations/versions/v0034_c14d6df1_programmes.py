"""Version 34, programmes: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_c14d6df1"
down_revision = "0033_0bab9465"


def upgrade() -> None:
    _make_parties_bands()
    _make_parties_member()
    _index_parties_member()
    _make_parties_programme()
    _index_parties_programme()
    _make_parties_template()
    _make_workflow_retired()
    _add_workflow_instance_asker()


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


def _make_workflow_retired() -> None:
    op.create_table(
        "workflow_retired",
        sa.Column("chain", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
        sqlite_with_rowid=False,
    )


def _add_workflow_instance_asker() -> None:
    op.add_column("workflow_instance", sa.Column("asker", sa.Text(), autoincrement=False, nullable=True))
