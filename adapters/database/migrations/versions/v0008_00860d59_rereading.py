"""Version 8, rereading: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_00860d59"
down_revision = "0007_9102a506"


def upgrade() -> None:
    _add_hub_watermark_rereading()


def _add_hub_watermark_rereading() -> None:
    op.add_column("hub_watermark", sa.Column("rereading", sa.Text(), autoincrement=False, nullable=True))
