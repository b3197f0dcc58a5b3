"""A provider's name beside its code: what documents name by either is one party."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038_5d2f90b1"
down_revision = "0037_6ec16d3c"


def upgrade() -> None:
    op.add_column(
        "collateral_security", sa.Column("provider_name", sa.Text(), nullable=False, server_default="")
    )
