"""Version 43, loan front beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0043_3131a84d"
down_revision = "0042_db05dec8"
BESIDE = True


def upgrade() -> None:
    _add_ix_loan_loan_facility_no_over()


def _add_ix_loan_loan_facility_no_over() -> None:
    index_beside("ix_loan_loan_facility_no_over", "loan_loan", ["facility_no", "over"])
