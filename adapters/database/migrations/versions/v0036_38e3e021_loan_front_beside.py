"""Version 36, loan front beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0036_38e3e021"
down_revision = "0035_b33df806"
BESIDE = True


def upgrade() -> None:
    _add_ix_loan_loan_bank_ref()


def _add_ix_loan_loan_bank_ref() -> None:
    index_beside("ix_loan_loan_bank_ref", "loan_loan", ["bank_ref"])
