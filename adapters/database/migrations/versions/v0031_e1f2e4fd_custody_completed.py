"""Version 31, custody completed: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_e1f2e4fd"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    _make_collateral_released()
    _index_collateral_released()
    _make_custody_blindness()
    _index_custody_blindness()
    _make_custody_site_watch()
    _index_custody_site_watch()
    _add_collateral_contract_overdue_since()
    _add_collateral_contract_day_cap_minor()
    _add_collateral_contract_utc_offset_minutes()
    _add_custody_breach_picker()
    _add_custody_breach_code_hash()
    _add_custody_lot_unconfirmed()
    _add_custody_release_line_tolerance_ppm()
    _add_custody_release_order_receipt_late()
    _add_custody_release_order_code_hash()
    _add_custody_release_order_identify()
    _add_custody_transit_confirm()
    _add_custody_transit_late()


def _make_collateral_released() -> None:
    op.create_table(
        "collateral_released",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_no", "site", "order_no"),
        sqlite_with_rowid=False,
    )


def _index_collateral_released() -> None:
    op.create_index(
        "ix_collateral_released_contract_no_day", "collateral_released", ["contract_no", "day"], unique=False
    )


def _make_custody_blindness() -> None:
    op.create_table(
        "custody_blindness",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "cause"),
        sqlite_with_rowid=False,
    )


def _index_custody_blindness() -> None:
    op.create_index("ix_custody_blindness_cause", "custody_blindness", ["cause"], unique=False)


def _make_custody_site_watch() -> None:
    op.create_table(
        "custody_site_watch",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("identify", sa.Boolean(), nullable=False),
        sa.Column("weigh", sa.Text(), nullable=False),
        sa.Column("receipt_due_s", sa.BigInteger(), nullable=False),
        sa.Column("transit_due_s", sa.BigInteger(), nullable=False),
        sa.Column("confirm_due_s", sa.BigInteger(), nullable=False),
        sa.Column("exchange_due_s", sa.BigInteger(), nullable=False),
        sa.Column("device_due_s", sa.BigInteger(), nullable=False),
        sa.Column("night", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
        sqlite_with_rowid=False,
    )


def _index_custody_site_watch() -> None:
    op.create_index("ix_custody_site_watch_supervisor", "custody_site_watch", ["supervisor"], unique=False)


def _add_collateral_contract_overdue_since() -> None:
    op.add_column(
        "collateral_contract", sa.Column("overdue_since", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_day_cap_minor() -> None:
    op.add_column(
        "collateral_contract", sa.Column("day_cap_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_utc_offset_minutes() -> None:
    op.add_column(
        "collateral_contract",
        sa.Column("utc_offset_minutes", sa.BigInteger(), autoincrement=False, nullable=True),
    )


def _add_custody_breach_picker() -> None:
    op.add_column("custody_breach", sa.Column("picker", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_breach_code_hash() -> None:
    op.add_column("custody_breach", sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_lot_unconfirmed() -> None:
    op.add_column("custody_lot", sa.Column("unconfirmed", sa.Boolean(), autoincrement=False, nullable=True))


def _add_custody_release_line_tolerance_ppm() -> None:
    op.add_column(
        "custody_release_line",
        sa.Column("tolerance_ppm", sa.BigInteger(), autoincrement=False, nullable=True),
    )


def _add_custody_release_order_receipt_late() -> None:
    op.add_column(
        "custody_release_order", sa.Column("receipt_late", sa.Boolean(), autoincrement=False, nullable=True)
    )


def _add_custody_release_order_code_hash() -> None:
    op.add_column(
        "custody_release_order", sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=True)
    )


def _add_custody_release_order_identify() -> None:
    op.add_column(
        "custody_release_order", sa.Column("identify", sa.Boolean(), autoincrement=False, nullable=True)
    )


def _add_custody_transit_confirm() -> None:
    op.add_column("custody_transit", sa.Column("confirm", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_transit_late() -> None:
    op.add_column("custody_transit", sa.Column("late", sa.Text(), autoincrement=False, nullable=True))
