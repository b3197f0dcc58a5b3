"""Version 19, partners beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0019_cf89aa93"
down_revision = "0018_2f38213b"
BESIDE = True


def upgrade() -> None:
    _add_ix_hub_attempt_endpoint_at()


def _add_ix_hub_attempt_endpoint_at() -> None:
    index_beside("ix_hub_attempt_endpoint_at", "hub_attempt", ["endpoint", "at"])
