"""Version 49, funder days beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0049_19244cb1"
down_revision = "0048_cbca3432"
BESIDE = True


def upgrade() -> None:
    _add_ix_loan_loan_funder_over()
    _add_ix_loan_loan_value_day()
    _add_ix_loan_receipt_funder_told_no()
    _add_ix_loan_receipt_funder_value_day()


def _add_ix_loan_loan_funder_over() -> None:
    index_beside("ix_loan_loan_funder_over", "loan_loan", ["funder", "over"])


def _add_ix_loan_loan_value_day() -> None:
    index_beside("ix_loan_loan_value_day", "loan_loan", ["value_day"])


def _add_ix_loan_receipt_funder_told_no() -> None:
    index_beside("ix_loan_receipt_funder_told_no", "loan_receipt", ["funder", "told_no"])


def _add_ix_loan_receipt_funder_value_day() -> None:
    index_beside("ix_loan_receipt_funder_value_day", "loan_receipt", ["funder", "value_day"])
