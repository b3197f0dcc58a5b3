"""Version 14, traces: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_fe126b5b"
down_revision = "0013_8d46f57f"


def upgrade() -> None:
    _add_hub_arrival_trace()
    _add_hub_outgoing_trace()
    _add_hub_outgoing_trace_state()
    _add_ix_hub_arrival_trace()


def _add_hub_arrival_trace() -> None:
    op.add_column("hub_arrival", sa.Column("trace", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_hub_outgoing_trace() -> None:
    op.add_column("hub_outgoing", sa.Column("trace", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_hub_outgoing_trace_state() -> None:
    op.add_column("hub_outgoing", sa.Column("trace_state", sa.Text(), autoincrement=False, nullable=True))


def _add_ix_hub_arrival_trace() -> None:
    op.create_index("ix_hub_arrival_trace", "hub_arrival", ["trace"], unique=False)
