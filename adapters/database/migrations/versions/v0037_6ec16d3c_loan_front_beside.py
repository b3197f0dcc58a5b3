"""Version 37, loan front beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0037_6ec16d3c"
down_revision = "0036_bb8cf4db"
BESIDE = True


def upgrade() -> None:
    _add_ix_loan_loan_bank_ref()


def _add_ix_loan_loan_bank_ref() -> None:
    index_beside("ix_loan_loan_bank_ref", "loan_loan", ["bank_ref"])
