"""Version 6, first 6: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_473e9282"
down_revision = "0005_3e005a4a"


def upgrade() -> None:
    _index_hub_plan()
    _make_hub_plan_item()
    _index_hub_plan_item()
    _make_hub_quarantined()
    _index_hub_quarantined()
    _make_hub_rebuild_progress()
    _make_hub_retained()
    _make_hub_seen()
    _make_hub_send_number()
    _make_hub_send_sequence()
    _make_hub_staged_chunk()
    _index_hub_staged_chunk()
    _make_hub_stream()
    _index_hub_stream()
    _make_hub_taken_frame()
    _make_hub_tap()
    _make_hub_tap_copy()
    _make_hub_uncertain()
    _index_hub_uncertain()
    _make_hub_watermark()
    _index_hub_watermark()


def _index_hub_plan() -> None:
    op.create_index("ix_hub_plan_made_at", "hub_plan", ["made_at"], unique=False)
    op.create_index("ix_hub_plan_state", "hub_plan", ["state"], unique=False)


def _make_hub_plan_item() -> None:
    op.create_table(
        "hub_plan_item",
        sa.Column("plan_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("again", sa.Text(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("reread", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "item"),
        sqlite_with_rowid=False,
    )


def _index_hub_plan_item() -> None:
    op.create_index("ix_hub_plan_item_plan_id_state", "hub_plan_item", ["plan_id", "state"], unique=False)


def _make_hub_quarantined() -> None:
    op.create_table(
        "hub_quarantined",
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_with_rowid=False,
    )


def _index_hub_quarantined() -> None:
    op.create_index("ix_hub_quarantined_agent", "hub_quarantined", ["agent"], unique=False)


def _make_hub_rebuild_progress() -> None:
    op.create_table(
        "hub_rebuild_progress",
        sa.Column("books", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("books"),
        sqlite_with_rowid=False,
    )


def _make_hub_retained() -> None:
    op.create_table(
        "hub_retained",
        sa.Column("partition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition"),
        sqlite_with_rowid=False,
    )


def _make_hub_seen() -> None:
    op.create_table(
        "hub_seen",
        sa.Column("identity", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("effect", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("identity"),
        sqlite_with_rowid=False,
    )


def _make_hub_send_number() -> None:
    op.create_table(
        "hub_send_number",
        sa.Column("send_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("send_id"),
        sqlite_with_rowid=False,
    )


def _make_hub_send_sequence() -> None:
    op.create_table(
        "hub_send_sequence",
        sa.Column("endpoint", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
        sqlite_with_rowid=False,
    )


def _make_hub_staged_chunk() -> None:
    op.create_table(
        "hub_staged_chunk",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "file", "index"),
        sqlite_with_rowid=False,
    )


def _index_hub_staged_chunk() -> None:
    op.create_index("ix_hub_staged_chunk_agent_file", "hub_staged_chunk", ["agent", "file"], unique=False)


def _make_hub_stream() -> None:
    op.create_table(
        "hub_stream",
        sa.Column("stream", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
        sqlite_with_rowid=False,
    )


def _index_hub_stream() -> None:
    op.create_index("ix_hub_stream_partition", "hub_stream", ["partition"], unique=False)
    op.create_index("ix_hub_stream_partner", "hub_stream", ["partner"], unique=False)


def _make_hub_taken_frame() -> None:
    op.create_table(
        "hub_taken_frame",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "epoch", "number"),
        sqlite_with_rowid=False,
    )


def _make_hub_tap() -> None:
    op.create_table(
        "hub_tap",
        sa.Column("tap", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("copied", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tap"),
        sqlite_with_rowid=False,
    )


def _make_hub_tap_copy() -> None:
    op.create_table(
        "hub_tap_copy",
        sa.Column("tap", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("copy", sa.BigInteger(), nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=False),
        sa.Column("partition", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("copied_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tap", "place"),
        sqlite_with_rowid=False,
    )


def _make_hub_uncertain() -> None:
    op.create_table(
        "hub_uncertain",
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "origin"),
        sqlite_with_rowid=False,
    )


def _index_hub_uncertain() -> None:
    op.create_index("ix_hub_uncertain_origin", "hub_uncertain", ["origin"], unique=False)
    op.create_index("ix_hub_uncertain_scope", "hub_uncertain", ["scope"], unique=False)


def _make_hub_watermark() -> None:
    op.create_table(
        "hub_watermark",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("watermark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "source"),
        sqlite_with_rowid=False,
    )


def _index_hub_watermark() -> None:
    op.create_index("ix_hub_watermark_agent", "hub_watermark", ["agent"], unique=False)
