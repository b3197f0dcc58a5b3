"""Version 9, sharing: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_341cb880"
down_revision = "0008_00860d59"


def upgrade() -> None:
    _make_hub_wish()


def _make_hub_wish() -> None:
    op.create_table(
        "hub_wish",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )
