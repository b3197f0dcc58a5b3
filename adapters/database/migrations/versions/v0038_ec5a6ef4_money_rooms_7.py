"""Version 38, money rooms 7: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038_ec5a6ef4"
down_revision = "0037_66cd3412"


def upgrade() -> None:
    _add_custody_lot_both_weighed_micro()
    _add_custody_release_line_tolerance_ppm()
    _add_custody_release_order_receipt_late()
    _add_custody_release_order_code_hash()
    _add_custody_release_order_identify()
    _add_custody_release_order_exchange()
    _add_custody_site_counted_as_of()
    _add_custody_transit_confirm()
    _add_custody_transit_late()
    _add_workflow_instance_asker()


def _add_custody_lot_both_weighed_micro() -> None:
    op.add_column(
        "custody_lot", sa.Column("both_weighed_micro", sa.BigInteger(), autoincrement=False, nullable=True)
    )


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


def _add_custody_release_order_exchange() -> None:
    op.add_column(
        "custody_release_order", sa.Column("exchange", sa.Boolean(), autoincrement=False, nullable=True)
    )


def _add_custody_site_counted_as_of() -> None:
    op.add_column(
        "custody_site", sa.Column("counted_as_of", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_custody_transit_confirm() -> None:
    op.add_column("custody_transit", sa.Column("confirm", sa.Text(), autoincrement=False, nullable=True))


def _add_custody_transit_late() -> None:
    op.add_column("custody_transit", sa.Column("late", sa.Text(), autoincrement=False, nullable=True))


def _add_workflow_instance_asker() -> None:
    op.add_column("workflow_instance", sa.Column("asker", sa.Text(), autoincrement=False, nullable=True))
