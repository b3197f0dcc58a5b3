"""A draw knows how often its payer was asked about it; of those before nobody was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042_7c064911"
down_revision = "0041_87d98988"


def upgrade() -> None:
    op.add_column("loan_loan", sa.Column("doubts", sa.BigInteger(), nullable=False, server_default="0"))
