"""Version 51, told day: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051_ee1ccf3c"
down_revision = "0050_ca6c2c3a"


def upgrade() -> None:
    _add_loan_receipt_told_day()


def _add_loan_receipt_told_day() -> None:
    op.add_column("loan_receipt", sa.Column("told_day", sa.BigInteger(), autoincrement=False, nullable=True))
