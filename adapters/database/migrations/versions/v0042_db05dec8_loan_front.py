"""What runs under a facility is found without all that ever did; nothing was lent before this version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042_db05dec8"
down_revision = "0041_87d98988"


def upgrade() -> None:
    op.add_column("loan_loan", sa.Column("over", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("loan_loan", sa.Column("doubts", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("ix_loan_loan_facility_no", "loan_loan")
