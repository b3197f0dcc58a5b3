"""Version 35, ledger entry index beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0035_7910de2f"
down_revision = "0034_7d20b5fa"
BESIDE = True


def upgrade() -> None:
    _add_ix_ledger_entry_period_book()


def _add_ix_ledger_entry_period_book() -> None:
    index_beside("ix_ledger_entry_period_book", "ledger_entry", ["period", "book"])
