"""Version 47, loan states beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0047_a9a94292"
down_revision = "0046_f1122ef0"
BESIDE = True


def upgrade() -> None:
    _add_ix_loan_loan_facility_no_state()


def _add_ix_loan_loan_facility_no_state() -> None:
    index_beside("ix_loan_loan_facility_no_state", "loan_loan", ["facility_no", "state"])
