"""Version 5, first 5: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_3e005a4a"
down_revision = "0004_832ce93c"


def upgrade() -> None:
    _make_hub_failure()
    _index_hub_failure()
    _make_hub_gap()
    _index_hub_gap()
    _make_hub_handled()
    _make_hub_held_frame()
    _index_hub_held_frame()
    _make_hub_inlet()
    _make_hub_job()
    _make_hub_job_run()
    _index_hub_job_run()
    _make_hub_outgoing()
    _index_hub_outgoing()
    _make_hub_outlet()
    _make_hub_partner()
    _make_hub_partner_token()
    _index_hub_partner_token()
    _make_hub_plan()


def _make_hub_failure() -> None:
    op.create_table(
        "hub_failure",
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("message_type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "number", "ordinal"),
        sqlite_with_rowid=False,
    )


def _index_hub_failure() -> None:
    op.create_index(
        "ix_hub_failure_state_cause_partner_mapping",
        "hub_failure",
        ["state", "cause", "partner", "mapping"],
        unique=False,
    )
    op.create_index(
        "ix_hub_failure_state_cause_partner_mapping_first_at",
        "hub_failure",
        ["state", "cause", "partner", "mapping", "first_at"],
        unique=False,
    )
    op.create_index("ix_hub_failure_state_due_at", "hub_failure", ["state", "due_at"], unique=False)
    op.create_index("ix_hub_failure_state_first_at", "hub_failure", ["state", "first_at"], unique=False)


def _make_hub_gap() -> None:
    op.create_table(
        "hub_gap",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "epoch", "first"),
        sqlite_with_rowid=False,
    )


def _index_hub_gap() -> None:
    op.create_index("ix_hub_gap_agent_epoch", "hub_gap", ["agent", "epoch"], unique=False)


def _make_hub_handled() -> None:
    op.create_table(
        "hub_handled",
        sa.Column("handled", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("handled", "first"),
        sqlite_with_rowid=False,
    )


def _make_hub_held_frame() -> None:
    op.create_table(
        "hub_held_frame",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "epoch", "number"),
        sqlite_with_rowid=False,
    )


def _index_hub_held_frame() -> None:
    op.create_index("ix_hub_held_frame_agent_epoch", "hub_held_frame", ["agent", "epoch"], unique=False)


def _make_hub_inlet() -> None:
    op.create_table(
        "hub_inlet",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _make_hub_job() -> None:
    op.create_table(
        "hub_job",
        sa.Column("job", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job"),
        sqlite_with_rowid=False,
    )


def _make_hub_job_run() -> None:
    op.create_table(
        "hub_job_run",
        sa.Column("job", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot"),
        sqlite_with_rowid=False,
    )


def _index_hub_job_run() -> None:
    op.create_index("ix_hub_job_run_job_state", "hub_job_run", ["job", "state"], unique=False)


def _make_hub_outgoing() -> None:
    op.create_table(
        "hub_outgoing",
        sa.Column("send_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("intent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("send_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_outgoing() -> None:
    op.create_index(
        "ix_hub_outgoing_endpoint_key_place", "hub_outgoing", ["endpoint", "key", "place"], unique=False
    )
    op.create_index("ix_hub_outgoing_partition_number", "hub_outgoing", ["partition", "number"], unique=False)
    op.create_index("ix_hub_outgoing_state_due_at", "hub_outgoing", ["state", "due_at"], unique=False)


def _make_hub_outlet() -> None:
    op.create_table(
        "hub_outlet",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _make_hub_partner() -> None:
    op.create_table(
        "hub_partner",
        sa.Column("partner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partner"),
        sqlite_with_rowid=False,
    )


def _make_hub_partner_token() -> None:
    op.create_table(
        "hub_partner_token",
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_with_rowid=False,
    )


def _index_hub_partner_token() -> None:
    op.create_index("ix_hub_partner_token_partner", "hub_partner_token", ["partner"], unique=False)


def _make_hub_plan() -> None:
    op.create_table(
        "hub_plan",
        sa.Column("plan_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chosen", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("mended", sa.BigInteger(), nullable=False),
        sa.Column("same", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("skipped", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("step_size", sa.BigInteger(), nullable=False),
        sa.Column("step_failed", sa.BigInteger(), nullable=False),
        sa.Column("rate_per_s", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id"),
        sqlite_with_rowid=False,
    )
