"""Version 31, a line says its entry's number and, of money, its flow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_5a0e6c11"
down_revision = "0030_6ec36d48"


def upgrade() -> None:
    for name in ("number", "flow"):
        op.add_column("ledger_line", sa.Column(name, sa.Text(), nullable=False, server_default=""))
