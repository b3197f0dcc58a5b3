"""Version 12, sharing: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_253a97f9"
down_revision = "0011_c2a90d17"


def upgrade() -> None:
    _make_hub_wish()


def _make_hub_wish() -> None:
    op.create_table(
        "hub_wish",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )
