"""Version 38, custody completed: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038_e2b8db59"
down_revision = "0037_6ec16d3c"


def upgrade() -> None:
    _make_collateral_category()
    _make_collateral_limit()
    _make_collateral_released()
    _index_collateral_released()
    _make_custody_assessment()
    _index_custody_assessment()
    _make_custody_blindness()
    _index_custody_blindness()
    _make_custody_device()
    _index_custody_device()
    _make_custody_exchange()
    _index_custody_exchange()
    _make_custody_exchange_in()
    _make_custody_site_watch()
    _index_custody_site_watch()
    _make_custody_watch_plan()
    _index_custody_watch_plan()
    _add_collateral_contract_overdue_since()
    _add_collateral_contract_shares_over()
    _add_collateral_contract_day_cap_minor()
    _add_collateral_floor_notice_old_value_minor()
    _add_collateral_terms_age_days()
    _add_collateral_terms_category()
    _add_custody_breach_picker()
    _add_custody_breach_code_hash()
    _add_custody_lot_unconfirmed()
    _add_custody_lot_aged_from()


def _make_collateral_category() -> None:
    op.create_table(
        "collateral_category",
        sa.Column("contract_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("category", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("minimum_micro", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("minimum_minor", sa.BigInteger(), nullable=True),
        sa.Column("max_share_ppm", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contract_no", "category"),
        sqlite_with_rowid=False,
    )


def _make_collateral_limit() -> None:
    op.create_table(
        "collateral_limit",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "holder"),
        sqlite_with_rowid=False,
    )


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


def _make_custody_assessment() -> None:
    op.create_table(
        "custody_assessment",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "lot_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_assessment() -> None:
    op.create_index("ix_custody_assessment_over", "custody_assessment", ["over"], unique=False)


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


def _make_custody_device() -> None:
    op.create_table(
        "custody_device",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("silent_after_s", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("lot_no", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("raised", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "device_id"),
        sqlite_with_rowid=False,
    )


def _index_custody_device() -> None:
    op.create_index("ix_custody_device_silent", "custody_device", ["silent"], unique=False)


def _make_custody_exchange() -> None:
    op.create_table(
        "custody_exchange",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("contract_no", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("covered_at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no"),
        sqlite_with_rowid=False,
    )


def _index_custody_exchange() -> None:
    op.create_index("ix_custody_exchange_contract_no", "custody_exchange", ["contract_no"], unique=False)
    op.create_index("ix_custody_exchange_state", "custody_exchange", ["state"], unique=False)


def _make_custody_exchange_in() -> None:
    op.create_table(
        "custody_exchange_in",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("order_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("lot_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("micro", sa.BigInteger(), nullable=False),
        sa.Column("pledged_micro", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "order_no", "lot_no"),
        sqlite_with_rowid=False,
    )


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
        sa.Column("night", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
        sqlite_with_rowid=False,
    )


def _index_custody_site_watch() -> None:
    op.create_index("ix_custody_site_watch_supervisor", "custody_site_watch", ["supervisor"], unique=False)


def _make_custody_watch_plan() -> None:
    op.create_table(
        "custody_watch_plan",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("every_s", sa.BigInteger(), nullable=False),
        sa.Column("grace_s", sa.BigInteger(), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "kind"),
        sqlite_with_rowid=False,
    )


def _index_custody_watch_plan() -> None:
    op.create_index("ix_custody_watch_plan_open", "custody_watch_plan", ["open"], unique=False)


def _add_collateral_contract_overdue_since() -> None:
    op.add_column(
        "collateral_contract", sa.Column("overdue_since", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_shares_over() -> None:
    op.add_column(
        "collateral_contract", sa.Column("shares_over", sa.Text(), autoincrement=False, nullable=True)
    )


def _add_collateral_contract_day_cap_minor() -> None:
    op.add_column(
        "collateral_contract", sa.Column("day_cap_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_floor_notice_old_value_minor() -> None:
    op.add_column(
        "collateral_floor_notice",
        sa.Column("old_value_minor", sa.BigInteger(), autoincrement=False, nullable=True),
    )


def _add_collateral_terms_age_days() -> None:
    op.add_column(
        "collateral_terms", sa.Column("age_days", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_terms_category() -> None:
    op.add_column("collateral_terms", sa.Column("category", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_breach_picker() -> None:
    op.add_column("custody_breach", sa.Column("picker", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_breach_code_hash() -> None:
    op.add_column("custody_breach", sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_lot_unconfirmed() -> None:
    op.add_column("custody_lot", sa.Column("unconfirmed", sa.Boolean(), autoincrement=False, nullable=True))


def _add_custody_lot_aged_from() -> None:
    op.add_column("custody_lot", sa.Column("aged_from", sa.BigInteger(), autoincrement=False, nullable=True))
