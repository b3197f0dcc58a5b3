"""Version 40, custody completed beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0040_01e3f404"
down_revision = "0039_375d56b3"
BESIDE = True


def upgrade() -> None:
    _add_ix_custody_transit_confirm()
    _add_ix_custody_transit_to_site_confirm()


def _add_ix_custody_transit_confirm() -> None:
    index_beside("ix_custody_transit_confirm", "custody_transit", ["confirm"])


def _add_ix_custody_transit_to_site_confirm() -> None:
    index_beside("ix_custody_transit_to_site_confirm", "custody_transit", ["to_site", "confirm"])
