"""Version 17, frozen beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0017_de77c616"
down_revision = "0016_72bc3576"
BESIDE = True


def upgrade() -> None:
    _add_ix_custody_breach_contract_no_open()


def _add_ix_custody_breach_contract_no_open() -> None:
    index_beside("ix_custody_breach_contract_no_open", "custody_breach", ["contract_no", "open"])
