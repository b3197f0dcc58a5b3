"""Version 48, funder days: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048_cbca3432"
down_revision = "0047_a9a94292"


def upgrade() -> None:
    _make_loan_break()
    _index_loan_break()
    _make_loan_funder_file()
    _index_loan_funder_file()
    _make_loan_funder_tells()
    _add_loan_receipt_funder()
    _add_loan_receipt_told_no()


def _make_loan_break() -> None:
    op.create_table(
        "loan_break",
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("about", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("loan_no", sa.Text(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_no", sa.Text(), nullable=False),
        sa.Column("since_day", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("funder", "kind", "day", "what", "about"),
        sqlite_with_rowid=False,
    )


def _index_loan_break() -> None:
    op.create_index(
        "ix_loan_break_funder_kind_state", "loan_break", ["funder", "kind", "state"], unique=False
    )
    op.create_index("ix_loan_break_loan_no_state", "loan_break", ["loan_no", "state"], unique=False)
    op.create_index("ix_loan_break_receipt_no_state", "loan_break", ["receipt_no", "state"], unique=False)


def _make_loan_funder_file() -> None:
    op.create_table(
        "loan_funder_file",
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("file_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.BigInteger(), nullable=False),
        sa.Column("breaks", sa.BigInteger(), nullable=False),
        sa.Column("not_compared", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("funder", "file_no"),
        sqlite_with_rowid=False,
    )


def _index_loan_funder_file() -> None:
    op.create_index(
        "ix_loan_funder_file_funder_kind_day", "loan_funder_file", ["funder", "kind", "day"], unique=False
    )


def _make_loan_funder_tells() -> None:
    op.create_table(
        "loan_funder_tells",
        sa.Column("funder", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("first_day", sa.BigInteger(), nullable=False),
        sa.Column("untold", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("funder", "kind"),
        sqlite_with_rowid=False,
    )


def _add_loan_receipt_funder() -> None:
    op.add_column("loan_receipt", sa.Column("funder", sa.Text(), autoincrement=False, nullable=True))


def _add_loan_receipt_told_no() -> None:
    op.add_column("loan_receipt", sa.Column("told_no", sa.Text(), autoincrement=False, nullable=True))
