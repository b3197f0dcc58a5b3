"""Version 2, first 2: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_34727349"
down_revision = "0001_0aa74bd1"


def upgrade() -> None:
    _make_console_session()
    _index_console_session()
    _make_custody_approved_site()
    _make_custody_breach()
    _index_custody_breach()
    _make_custody_break()
    _index_custody_break()
    _make_custody_count()
    _index_custody_count()
    _make_custody_lot()
    _index_custody_lot()
    _make_custody_movement()
    _index_custody_movement()
    _make_custody_notice()
    _index_custody_notice()
    _make_custody_notice_line()
    _make_custody_release_line()
    _index_custody_release_line()


def _make_console_session() -> None:
    op.create_table(
        "console_session",
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )


def _index_console_session() -> None:
    op.create_index("ix_console_session_name", "console_session", ["name"], unique=False)


def _make_custody_approved_site() -> None:
    op.create_table(
        "custody_approved_site",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "site"),
        sqlite_with_rowid=False,
    )


def _make_custody_breach() -> None:
    op.create_table(
        "custody_breach",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("document_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("event_time", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("pledged_micro", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "document_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_breach() -> None:
    op.create_index("ix_custody_breach_site_open", "custody_breach", ["site", "open"], unique=False)
    op.create_index("ix_custody_breach_site_order_no", "custody_breach", ["site", "order_no"], unique=False)


def _make_custody_break() -> None:
    op.create_table(
        "custody_break",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_micro", sa.BigInteger(), nullable=False),
        sa.Column("book_micro", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_break() -> None:
    op.create_index("ix_custody_break_site_open", "custody_break", ["site", "open"], unique=False)


def _make_custody_count() -> None:
    op.create_table(
        "custody_count",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("count_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("counted_micro", sa.BigInteger(), nullable=False),
        sa.Column("book_micro", sa.BigInteger(), nullable=False),
        sa.Column("event_time", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("within", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "count_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_count() -> None:
    op.create_index("ix_custody_count_site_lot_no", "custody_count", ["site", "lot_no"], unique=False)


def _make_custody_lot() -> None:
    op.create_table(
        "custody_lot",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("on_hand_micro", sa.BigInteger(), nullable=False),
        sa.Column("pledged_micro", sa.BigInteger(), nullable=False),
        sa.Column("under_way_micro", sa.BigInteger(), nullable=False),
        sa.Column("reserved_micro", sa.BigInteger(), nullable=False),
        sa.Column("approved_micro", sa.BigInteger(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("confirmed_off", sa.Boolean(), nullable=False),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_lot() -> None:
    op.create_index("ix_custody_lot_contract_no", "custody_lot", ["contract_no"], unique=False)
    op.create_index("ix_custody_lot_site_in_stock", "custody_lot", ["site", "in_stock"], unique=False)


def _make_custody_movement() -> None:
    op.create_table(
        "custody_movement",
        sa.Column("record_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("movement_id", sa.LargeBinary(length=16), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("lot_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("event_time", sa.BigInteger(), nullable=False),
        sa.Column("counts_from", sa.BigInteger(), nullable=False),
        sa.Column("event_day", sa.BigInteger(), nullable=False),
        sa.Column("on_hand_delta", sa.BigInteger(), nullable=False),
        sa.Column("pledged_delta", sa.BigInteger(), nullable=False),
        sa.Column("under_way_delta", sa.BigInteger(), nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("reverses", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("record_time", "movement_id"),
        sqlite_with_rowid=False,
    )


def _index_custody_movement() -> None:
    op.create_index(
        "ix_custody_movement_site_document_no", "custody_movement", ["site", "document_no"], unique=False
    )
    op.create_index(
        "ix_custody_movement_site_event_day", "custody_movement", ["site", "event_day"], unique=False
    )
    op.create_index(
        "ix_custody_movement_site_lot_no_event_day",
        "custody_movement",
        ["site", "lot_no", "event_day"],
        unique=False,
    )


def _make_custody_notice() -> None:
    op.create_table(
        "custody_notice",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("notice_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("registry_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "notice_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_notice() -> None:
    op.create_index("ix_custody_notice_contract_no", "custody_notice", ["contract_no"], unique=False)
    op.create_index("ix_custody_notice_site_state", "custody_notice", ["site", "state"], unique=False)


def _make_custody_notice_line() -> None:
    op.create_table(
        "custody_notice_line",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("notice_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("reserved_micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "notice_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _make_custody_release_line() -> None:
    op.create_table(
        "custody_release_line",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("max_micro", sa.BigInteger(), nullable=False),
        sa.Column("taken_micro", sa.BigInteger(), nullable=False),
        sa.Column("reserved_micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_release_line() -> None:
    op.create_index(
        "ix_custody_release_line_site_lot_no", "custody_release_line", ["site", "lot_no"], unique=False
    )
