"""What a deal is signed with and what a draw asks for stand in their rows; those of before said nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035_6268a4d1"
down_revision = "0034_30fe2141"

_TEXTS = {"loan_facility": ("payees", "method"), "loan_loan": ("asked", "verdict", "approver")}
_NUMBERS = {
    "loan_facility": {"term_months": "0", "own_ppm": "1000000", "granted_minor": "0"},
    "loan_loan": {
        "attempt": "0",
        "failed": "0",
        "wanted_day": "0",
        "cash_minor": "0",
        "own_minor": "0",
    },
}


def upgrade() -> None:
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for table, numbers in _NUMBERS.items():
        for name, usual in numbers.items():
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=False, server_default=usual))
    op.add_column(
        "collateral_contract", sa.Column("zone", sa.Text(), nullable=False, server_default="Asia/Shanghai")
    )
    op.add_column(
        "collateral_security", sa.Column("provider_name", sa.Text(), nullable=False, server_default="")
    )
