"""Version 9, the audit: a partition's chain has its head beside its position; old partitions begin now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_5b1f64e2"
down_revision = "0008_00860d59"


def upgrade() -> None:
    nothing = "''" if op.get_context().dialect.name == "postgresql" else "X''"
    links = sa.Column("links", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    head = sa.Column("head", sa.LargeBinary(), server_default=sa.text(nothing), nullable=False)
    op.add_column("hub_outlet", links)
    op.add_column("hub_outlet", head)
