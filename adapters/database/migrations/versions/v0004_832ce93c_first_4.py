"""Version 4, first 4: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_832ce93c"
down_revision = "0003_23bf8517"


def upgrade() -> None:
    _make_hub_arrival()
    _index_hub_arrival()
    _make_hub_artifact()
    _index_hub_artifact()
    _make_hub_attempt()
    _index_hub_attempt()
    _make_hub_breaker()
    _make_hub_business_key()
    _make_hub_command()
    _index_hub_command()
    _make_hub_contract_switch()
    _index_hub_contract_switch()
    _make_hub_document()
    _index_hub_document()
    _make_hub_effect()
    _index_hub_effect()
    _make_hub_epoch()
    _index_hub_epoch()


def _make_hub_arrival() -> None:
    op.create_table(
        "hub_arrival",
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "number", "month"),
        postgresql_partition_by="RANGE (month)",
        sqlite_with_rowid=False,
    )


def _index_hub_arrival() -> None:
    op.create_index("ix_hub_arrival_name", "hub_arrival", ["name"], unique=False)
    op.create_index(
        "ix_hub_arrival_partner_received_at", "hub_arrival", ["partner", "received_at"], unique=False
    )
    op.create_index(
        "ix_hub_arrival_received_at_partition_number",
        "hub_arrival",
        ["received_at", "partition", "number"],
        unique=False,
    )


def _make_hub_artifact() -> None:
    op.create_table(
        "hub_artifact",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )


def _index_hub_artifact() -> None:
    op.create_index("ix_hub_artifact_kind_name", "hub_artifact", ["kind", "name"], unique=False)


def _make_hub_attempt() -> None:
    op.create_table(
        "hub_attempt",
        sa.Column("send_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("send_id", "attempt"),
        sqlite_with_rowid=False,
    )


def _index_hub_attempt() -> None:
    op.create_index("ix_hub_attempt_send_id", "hub_attempt", ["send_id"], unique=False)


def _make_hub_breaker() -> None:
    op.create_table(
        "hub_breaker",
        sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
        sqlite_with_rowid=False,
    )


def _make_hub_business_key() -> None:
    op.create_table(
        "hub_business_key",
        sa.Column("value", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("value", "partition", "number", "ordinal"),
        sqlite_with_rowid=False,
    )


def _make_hub_command() -> None:
    op.create_table(
        "hub_command",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "number"),
        sqlite_with_rowid=False,
    )


def _index_hub_command() -> None:
    op.create_index("ix_hub_command_agent_state", "hub_command", ["agent", "state"], unique=False)
    op.create_index("ix_hub_command_agent_why", "hub_command", ["agent", "why"], unique=False)


def _make_hub_contract_switch() -> None:
    op.create_table(
        "hub_contract_switch",
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "number"),
        sqlite_with_rowid=False,
    )


def _index_hub_contract_switch() -> None:
    op.create_index("ix_hub_contract_switch_partition", "hub_contract_switch", ["partition"], unique=False)


def _make_hub_document() -> None:
    op.create_table(
        "hub_document",
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("event_time", sa.BigInteger(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("flags", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("cause", sa.BigInteger(), nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("linked", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "number", "ordinal", "month"),
        postgresql_partition_by="RANGE (month)",
        sqlite_with_rowid=False,
    )


def _index_hub_document() -> None:
    op.create_index("ix_hub_document_handled", "hub_document", ["handled"], unique=False)
    op.create_index("ix_hub_document_message_id", "hub_document", ["message_id"], unique=False)
    op.create_index("ix_hub_document_type_record_time", "hub_document", ["type", "record_time"], unique=False)


def _make_hub_effect() -> None:
    op.create_table(
        "hub_effect",
        sa.Column("effect_id", sa.LargeBinary(length=16), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("effect_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_effect() -> None:
    op.create_index("ix_hub_effect_partition_number", "hub_effect", ["partition", "number"], unique=False)


def _make_hub_epoch() -> None:
    op.create_table(
        "hub_epoch",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("booked", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "epoch"),
        sqlite_with_rowid=False,
    )


def _index_hub_epoch() -> None:
    op.create_index("ix_hub_epoch_agent", "hub_epoch", ["agent"], unique=False)
