"""Version 52, told day: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052_8ed8e8be"
down_revision = "0051_d48392d4"


def upgrade() -> None:
    _add_loan_receipt_told_day()


def _add_loan_receipt_told_day() -> None:
    op.add_column("loan_receipt", sa.Column("told_day", sa.BigInteger(), autoincrement=False, nullable=True))
