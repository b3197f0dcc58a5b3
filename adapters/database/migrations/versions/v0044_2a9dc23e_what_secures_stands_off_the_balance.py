"""Version 44, what secures stands off the balance: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044_2a9dc23e"
down_revision = "0043_59b0d191"


def upgrade() -> None:
    _add_collateral_contract_booked_at()
    _add_collateral_lien_booked_minor()
    _add_collateral_lien_booked_micro()
    _add_collateral_lien_appraised_minor()
    _add_collateral_lien_appraised_micro()


def _add_collateral_contract_booked_at() -> None:
    op.add_column(
        "collateral_contract", sa.Column("booked_at", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_lien_booked_minor() -> None:
    op.add_column(
        "collateral_lien", sa.Column("booked_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_lien_booked_micro() -> None:
    op.add_column(
        "collateral_lien", sa.Column("booked_micro", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_lien_appraised_minor() -> None:
    op.add_column(
        "collateral_lien", sa.Column("appraised_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_collateral_lien_appraised_micro() -> None:
    op.add_column(
        "collateral_lien", sa.Column("appraised_micro", sa.BigInteger(), autoincrement=False, nullable=True)
    )
