"""Version 30, workflow: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030_6ec36d48"
down_revision = "0029_39e8fd04"


def upgrade() -> None:
    _make_workflow_chain()
    _index_workflow_chain()
    _make_workflow_instance()
    _index_workflow_instance()
    _make_workflow_role()
    _make_workflow_step()
    _index_workflow_step()
    _make_workflow_task()
    _index_workflow_task()


def _make_workflow_chain() -> None:
    op.create_table(
        "workflow_chain",
        sa.Column("chain", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "version"),
        sqlite_with_rowid=False,
    )


def _index_workflow_chain() -> None:
    op.create_index("ix_workflow_chain_chain", "workflow_chain", ["chain"], unique=False)


def _make_workflow_instance() -> None:
    op.create_table(
        "workflow_instance",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("chain_version", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )


def _index_workflow_instance() -> None:
    op.create_index("ix_workflow_instance_outcome", "workflow_instance", ["outcome"], unique=False)
    op.create_index(
        "ix_workflow_instance_subject_kind_subject",
        "workflow_instance",
        ["subject_kind", "subject"],
        unique=False,
    )


def _make_workflow_role() -> None:
    op.create_table(
        "workflow_role",
        sa.Column("role", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("role"),
        sqlite_with_rowid=False,
    )


def _make_workflow_step() -> None:
    op.create_table(
        "workflow_step",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seated", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("number", "ordinal"),
        sqlite_with_rowid=False,
    )


def _index_workflow_step() -> None:
    op.create_index("ix_workflow_step_number", "workflow_step", ["number"], unique=False)


def _make_workflow_task() -> None:
    op.create_table(
        "workflow_task",
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf", sa.Text(), nullable=False),
        sa.Column("reminded", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", "turn", "person"),
        sqlite_with_rowid=False,
    )


def _index_workflow_task() -> None:
    op.create_index("ix_workflow_task_number_state", "workflow_task", ["number", "state"], unique=False)
    op.create_index("ix_workflow_task_person_state", "workflow_task", ["person", "state"], unique=False)
    op.create_index("ix_workflow_task_state", "workflow_task", ["state"], unique=False)
