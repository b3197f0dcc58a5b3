"""Version 21, partners beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0021_fc3e6a3f"
down_revision = "0020_b95271d5"
BESIDE = True


def upgrade() -> None:
    _add_ix_hub_attempt_endpoint_at()


def _add_ix_hub_attempt_endpoint_at() -> None:
    index_beside("ix_hub_attempt_endpoint_at", "hub_attempt", ["endpoint", "at"])
