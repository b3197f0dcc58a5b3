"""Version 3, first 3: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_23bf8517"
down_revision = "0002_34727349"


def upgrade() -> None:
    _make_custody_release_order()
    _index_custody_release_order()
    _make_custody_site()
    _make_custody_snapshot()
    _index_custody_snapshot()
    _make_custody_snapshot_row()
    _index_custody_snapshot_row()
    _make_custody_transit()
    _index_custody_transit()
    _make_custody_variance()
    _index_custody_variance()
    _make_hub_agent()
    _index_hub_agent()
    _make_hub_agent_key()
    _index_hub_agent_key()
    _make_hub_alert()
    _index_hub_alert()


def _make_custody_release_order() -> None:
    op.create_table(
        "custody_release_order",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=False),
        sa.Column("tolerance_ppm", sa.BigInteger(), nullable=False),
        sa.Column("vehicles", sa.Text(), nullable=False),
        sa.Column("picker", sa.Text(), nullable=False),
        sa.Column("open_lines", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_release_order() -> None:
    op.create_index(
        "ix_custody_release_order_contract_no", "custody_release_order", ["contract_no"], unique=False
    )
    op.create_index(
        "ix_custody_release_order_site_state", "custody_release_order", ["site", "state"], unique=False
    )
    op.create_index("ix_custody_release_order_state", "custody_release_order", ["state"], unique=False)


def _make_custody_site() -> None:
    op.create_table(
        "custody_site",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skew_s", sa.BigInteger(), nullable=False),
        sa.Column("lookback_days", sa.BigInteger(), nullable=False),
        sa.Column("count_tolerance_ppm", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_tolerance_ppm", sa.BigInteger(), nullable=False),
        sa.Column("order_required", sa.Boolean(), nullable=False),
        sa.Column("snapshot_due_s", sa.BigInteger(), nullable=False),
        sa.Column("watched_since", sa.BigInteger(), nullable=True),
        sa.Column("stopped_since", sa.BigInteger(), nullable=True),
        sa.Column("open_breaches", sa.BigInteger(), nullable=False),
        sa.Column("lone_breaks", sa.BigInteger(), nullable=False),
        sa.Column("crowd_breaks", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_as_of", sa.BigInteger(), nullable=True),
        sa.Column("blind_since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site"),
        sqlite_with_rowid=False,
    )


def _make_custody_snapshot() -> None:
    op.create_table(
        "custody_snapshot",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("snapshot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("as_of_day", sa.BigInteger(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("breaks", sa.BigInteger(), nullable=False),
        sa.Column("reconciled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "as_of", "snapshot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_snapshot() -> None:
    op.create_index(
        "ix_custody_snapshot_site_as_of_day", "custody_snapshot", ["site", "as_of_day"], unique=False
    )


def _make_custody_snapshot_row() -> None:
    op.create_table(
        "custody_snapshot_row",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("snapshot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("as_of_day", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("told_micro", sa.BigInteger(), nullable=False),
        sa.Column("book_micro", sa.BigInteger(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("told_pledged", sa.Boolean(), nullable=True),
        sa.Column("book_pledged", sa.Boolean(), nullable=False),
        sa.Column("unit_differs", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "as_of", "snapshot_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_snapshot_row() -> None:
    op.create_index(
        "ix_custody_snapshot_row_site_lot_no_as_of_day",
        "custody_snapshot_row",
        ["site", "lot_no", "as_of_day"],
        unique=False,
    )


def _make_custody_transit() -> None:
    op.create_table(
        "custody_transit",
        sa.Column("transfer_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("to_site", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("departed_micro", sa.BigInteger(), nullable=False),
        sa.Column("arrived_micro", sa.BigInteger(), nullable=False),
        sa.Column("pledged_out_micro", sa.BigInteger(), nullable=False),
        sa.Column("pledged_in_micro", sa.BigInteger(), nullable=False),
        sa.Column("departed_at", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("transfer_no", "from_site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_transit() -> None:
    op.create_index("ix_custody_transit_complete", "custody_transit", ["complete"], unique=False)
    op.create_index("ix_custody_transit_from_site", "custody_transit", ["from_site"], unique=False)
    op.create_index("ix_custody_transit_to_site", "custody_transit", ["to_site"], unique=False)


def _make_custody_variance() -> None:
    op.create_table(
        "custody_variance",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("count_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("difference_micro", sa.BigInteger(), nullable=False),
        sa.Column("rest_micro", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "count_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_variance() -> None:
    op.create_index("ix_custody_variance_site_open", "custody_variance", ["site", "open"], unique=False)


def _make_hub_agent() -> None:
    op.create_table(
        "hub_agent",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shard", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("token_until", sa.BigInteger(), nullable=True),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.LargeBinary(), nullable=False),
        sa.Column("command", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent"),
        sqlite_with_rowid=False,
    )


def _index_hub_agent() -> None:
    op.create_index("ix_hub_agent_partner", "hub_agent", ["partner"], unique=False)


def _make_hub_agent_key() -> None:
    op.create_table(
        "hub_agent_key",
        sa.Column("agent", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "key_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_agent_key() -> None:
    op.create_index("ix_hub_agent_key_agent", "hub_agent_key", ["agent"], unique=False)


def _make_hub_alert() -> None:
    op.create_table(
        "hub_alert",
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("object", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("opened", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("escalated", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "object", "opened"),
        sqlite_with_rowid=False,
    )


def _index_hub_alert() -> None:
    op.create_index("ix_hub_alert_code_object", "hub_alert", ["code", "object"], unique=False)
    op.create_index("ix_hub_alert_site", "hub_alert", ["site"], unique=False)
    op.create_index("ix_hub_alert_state_raised_at", "hub_alert", ["state", "raised_at"], unique=False)
