"""Version 1, first: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_0aa74bd1"
down_revision = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE hub_handled_number")
    _make_collateral_contract()
    _index_collateral_contract()
    _make_collateral_floor_notice()
    _index_collateral_floor_notice()
    _make_collateral_holding()
    _make_collateral_mark()
    _index_collateral_mark()
    _make_collateral_pledged_lot()
    _index_collateral_pledged_lot()
    _make_collateral_price()
    _index_collateral_price()
    _make_collateral_series()
    _index_collateral_series()
    _make_collateral_source_price()
    _make_collateral_terms()
    _index_collateral_terms()
    _make_console_person()


def _make_collateral_contract() -> None:
    op.create_table(
        "collateral_contract",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("pledgee", sa.Text(), nullable=False),
        sa.Column("pledgor", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("warn_ppm", sa.BigInteger(), nullable=False),
        sa.Column("call_ppm", sa.BigInteger(), nullable=False),
        sa.Column("liquidate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("calm_ppm", sa.BigInteger(), nullable=False),
        sa.Column("calm_marks", sa.BigInteger(), nullable=False),
        sa.Column("cure_s", sa.BigInteger(), nullable=False),
        sa.Column("lookback_days", sa.BigInteger(), nullable=False),
        sa.Column("watch_fall_ppm", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("exposure_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_at", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("calm", sa.BigInteger(), nullable=False),
        sa.Column("call_since", sa.BigInteger(), nullable=True),
        sa.Column("marked_at", sa.BigInteger(), nullable=True),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("ltv_ppm", sa.BigInteger(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=False),
        sa.Column("frozen_since", sa.BigInteger(), nullable=True),
        sa.Column("open_breaches", sa.BigInteger(), nullable=False),
        sa.Column("floors_broken", sa.Text(), nullable=False),
        sa.Column("unpriced", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_contract() -> None:
    op.create_index("ix_collateral_contract_level", "collateral_contract", ["level"], unique=False)


def _make_collateral_floor_notice() -> None:
    op.create_table(
        "collateral_floor_notice",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("notice_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("quantity_micro", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("rejected_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no", "notice_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_floor_notice() -> None:
    op.create_index(
        "ix_collateral_floor_notice_notice_no", "collateral_floor_notice", ["notice_no"], unique=False
    )


def _make_collateral_holding() -> None:
    op.create_table(
        "collateral_holding",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("condition", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "sku", "unit", "condition"),
        sqlite_with_rowid=False,
    )


def _make_collateral_mark() -> None:
    op.create_table(
        "collateral_mark",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("event_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_day", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("advance_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_at", sa.BigInteger(), nullable=True),
        sa.Column("ltv_ppm", sa.BigInteger(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=False),
        sa.Column("gap_minor", sa.BigInteger(), nullable=False),
        sa.Column("headroom_minor", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("calm", sa.BigInteger(), nullable=False),
        sa.Column("call_since", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "event_time", "record_time"),
        sqlite_with_rowid=False,
    )


def _index_collateral_mark() -> None:
    op.create_index(
        "ix_collateral_mark_contract_no_event_day",
        "collateral_mark",
        ["contract_no", "event_day"],
        unique=False,
    )


def _make_collateral_pledged_lot() -> None:
    op.create_table(
        "collateral_pledged_lot",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_pledged_lot() -> None:
    op.create_index(
        "ix_collateral_pledged_lot_site_lot_no", "collateral_pledged_lot", ["site", "lot_no"], unique=False
    )


def _make_collateral_price() -> None:
    op.create_table(
        "collateral_price",
        sa.Column("series", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("quote_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quote_day", sa.BigInteger(), nullable=False),
        sa.Column("commodity", sa.Text(), nullable=False),
        sa.Column("price_micro", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("series", "quote_time", "source", "record_time"),
        sqlite_with_rowid=False,
    )


def _index_collateral_price() -> None:
    op.create_index("ix_collateral_price_commodity", "collateral_price", ["commodity"], unique=False)
    op.create_index(
        "ix_collateral_price_series_quote_day", "collateral_price", ["series", "quote_day"], unique=False
    )


def _make_collateral_series() -> None:
    op.create_table(
        "collateral_series",
        sa.Column("series", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commodity", sa.Text(), nullable=False),
        sa.Column("primary", sa.Text(), nullable=False),
        sa.Column("secondary", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("outlier_ppm", sa.BigInteger(), nullable=False),
        sa.Column("confirm_ppm", sa.BigInteger(), nullable=False),
        sa.Column("day_fall_ppm", sa.BigInteger(), nullable=False),
        sa.Column("ten_day_fall_ppm", sa.BigInteger(), nullable=False),
        sa.Column("stale_days", sa.BigInteger(), nullable=False),
        sa.Column("tax_ppm", sa.BigInteger(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("series"),
        sqlite_with_rowid=False,
    )


def _index_collateral_series() -> None:
    op.create_index("ix_collateral_series_commodity", "collateral_series", ["commodity"], unique=False)


def _make_collateral_source_price() -> None:
    op.create_table(
        "collateral_source_price",
        sa.Column("series", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("price_micro", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("quote_time", sa.BigInteger(), nullable=True),
        sa.Column("held_at", sa.BigInteger(), nullable=True),
        sa.Column("held_recorded", sa.BigInteger(), nullable=True),
        sa.Column("held_kind", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("series", "source"),
        sqlite_with_rowid=False,
    )


def _make_collateral_terms() -> None:
    op.create_table(
        "collateral_terms",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("approved_micro", sa.BigInteger(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("tax_ppm", sa.BigInteger(), nullable=False),
        sa.Column("quality_ppm", sa.BigInteger(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("basis_micro", sa.BigInteger(), nullable=False),
        sa.Column("missing_ppm", sa.BigInteger(), nullable=False),
        sa.Column("minimum_micro", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no", "sku"),
        sqlite_with_rowid=False,
    )


def _index_collateral_terms() -> None:
    op.create_index("ix_collateral_terms_series", "collateral_terms", ["series"], unique=False)


def _make_console_person() -> None:
    op.create_table(
        "console_person",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
