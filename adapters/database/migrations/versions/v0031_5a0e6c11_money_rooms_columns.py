"""What the books of before lack: each column with what it means for rows that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_5a0e6c11"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    op.add_column(
        "collateral_contract", sa.Column("gates", sa.Text(), nullable=False, server_default="default")
    )
    op.add_column(
        "collateral_contract", sa.Column("price_days", sa.BigInteger(), nullable=False, server_default="1")
    )
    op.add_column(
        "collateral_contract", sa.Column("zone", sa.Text(), nullable=False, server_default="Asia/Shanghai")
    )
    op.add_column("ledger_line", sa.Column("flow", sa.Text(), nullable=False, server_default=""))
    op.add_column("ledger_line", sa.Column("number", sa.Text(), nullable=False, server_default=""))
