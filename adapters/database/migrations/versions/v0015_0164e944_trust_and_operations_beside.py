"""Version 15, trust and operations beside: drafted from the records, beside a hub at work."""

from __future__ import annotations

from adapters.database.migrations.beside import index_beside

revision = "0015_0164e944"
down_revision = "0014_a2570bc6"
BESIDE = True


def upgrade() -> None:
    _add_ix_hub_arrival_trace()


def _add_ix_hub_arrival_trace() -> None:
    index_beside("ix_hub_arrival_trace", "hub_arrival", ["trace"])
