"""A pledge contract says which gates it needs before money; one of before needs those of its mode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_0bab9465"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    op.add_column(
        "collateral_contract", sa.Column("gates", sa.Text(), nullable=False, server_default="default")
    )
    op.add_column(
        "collateral_contract", sa.Column("price_days", sa.BigInteger(), nullable=False, server_default="1")
    )
    op.add_column(
        "collateral_contract",
        sa.Column("zone", sa.Text(), nullable=False, server_default="Asia/Shanghai"),
    )
