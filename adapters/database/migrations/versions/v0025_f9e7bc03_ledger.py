"""Version 25, ledger: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_f9e7bc03"
down_revision = "0024_46e7135a"


def upgrade() -> None:
    _make_ledger_account()
    _make_ledger_balance()
    _make_ledger_book()
    _make_ledger_entry()
    _index_ledger_entry()
    _make_ledger_line()
    _index_ledger_line()
    _make_ledger_period()
    _make_ledger_reservation()
    _index_ledger_reservation()
    _make_ledger_reversed()
    _make_ledger_rule_set()
    _make_ledger_voucher()
    _index_ledger_voucher()


def _make_ledger_account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.Column("auxiliaries", sa.Text(), nullable=False),
        sa.Column("limit", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("book", "code"),
        sqlite_with_rowid=False,
    )


def _make_ledger_balance() -> None:
    op.create_table(
        "ledger_balance",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("debits_posted", sa.BigInteger(), nullable=False),
        sa.Column("debits_pending", sa.BigInteger(), nullable=False),
        sa.Column("credits_posted", sa.BigInteger(), nullable=False),
        sa.Column("credits_pending", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("book", "account", "currency", "owner"),
        sqlite_with_rowid=False,
    )


def _make_ledger_book() -> None:
    op.create_table(
        "ledger_book",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_period", sa.BigInteger(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book"),
        sqlite_with_rowid=False,
    )


def _make_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("refers", sa.LargeBinary(length=16), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book", "number"),
        sqlite_with_rowid=False,
    )


def _index_ledger_entry() -> None:
    op.create_index("ix_ledger_entry_book_period", "ledger_entry", ["book", "period"], unique=False)


def _make_ledger_line() -> None:
    op.create_table(
        "ledger_line",
        sa.Column("record_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.LargeBinary(length=16), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("funder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_time", "entry_id", "ordinal"),
        sqlite_with_rowid=False,
    )


def _index_ledger_line() -> None:
    op.create_index(
        "ix_ledger_line_book_account_period", "ledger_line", ["book", "account", "period"], unique=False
    )
    op.create_index("ix_ledger_line_contract", "ledger_line", ["contract"], unique=False)


def _make_ledger_period() -> None:
    op.create_table(
        "ledger_period",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book", "period"),
        sqlite_with_rowid=False,
    )


def _make_ledger_reservation() -> None:
    op.create_table(
        "ledger_reservation",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book", "number"),
        sqlite_with_rowid=False,
    )


def _index_ledger_reservation() -> None:
    op.create_index(
        "ix_ledger_reservation_state_expires_at", "ledger_reservation", ["state", "expires_at"], unique=False
    )


def _make_ledger_reversed() -> None:
    op.create_table(
        "ledger_reversed",
        sa.Column("entry_id", sa.LargeBinary(length=16), autoincrement=False, nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("entry_id"),
        sqlite_with_rowid=False,
    )


def _make_ledger_rule_set() -> None:
    op.create_table(
        "ledger_rule_set",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("from_day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "from_day"),
        sqlite_with_rowid=False,
    )


def _make_ledger_voucher() -> None:
    op.create_table(
        "ledger_voucher",
        sa.Column("book", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("maker", sa.Text(), nullable=False),
        sa.Column("checker", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("book", "number"),
        sqlite_with_rowid=False,
    )


def _index_ledger_voucher() -> None:
    op.create_index("ix_ledger_voucher_book_state", "ledger_voucher", ["book", "state"], unique=False)
