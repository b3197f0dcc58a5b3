"""Version 42, entries are found by month and book."""

from __future__ import annotations

from alembic import op

revision = "0042_7d20b5fa"
down_revision = "0041_87d98988"
RETIRED = (
    "no release had it: planners took the index that begins with the book for the key, and read the book"
)


def upgrade() -> None:
    op.drop_index("ix_ledger_entry_book_period", "ledger_entry")
