"""Version 15, agent suite: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_d18b4078"
down_revision = "0014_fe126b5b"


def upgrade() -> None:
    _add_hub_agent_suite()


def _add_hub_agent_suite() -> None:
    op.add_column("hub_agent", sa.Column("suite", sa.Text(), autoincrement=False, nullable=True))
