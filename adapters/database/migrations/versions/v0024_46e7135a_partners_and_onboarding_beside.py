"""Version 24, partners and onboarding beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0024_46e7135a"
down_revision = "0023_c0500d77"
BESIDE = True


def upgrade() -> None:
    _add_ix_hub_failure_partner_first_at()


def _add_ix_hub_failure_partner_first_at() -> None:
    index_beside("ix_hub_failure_partner_first_at", "hub_failure", ["partner", "first_at"])
