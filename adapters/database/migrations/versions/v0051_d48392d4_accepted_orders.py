"""Version 51, accepted orders: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051_d48392d4"
down_revision = "0050_ca6c2c3a"


def upgrade() -> None:
    _add_collateral_order_accepted_minor()


def _add_collateral_order_accepted_minor() -> None:
    op.add_column(
        "collateral_order", sa.Column("accepted_minor", sa.BigInteger(), autoincrement=False, nullable=True)
    )
