"""Version 27, owed receipts: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027_38357757"
down_revision = "0026_818f8fdd"


def upgrade() -> None:
    _make_hub_owed_receipt()
    _index_hub_owed_receipt()


def _make_hub_owed_receipt() -> None:
    op.create_table(
        "hub_owed_receipt",
        sa.Column("send_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("send_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_owed_receipt() -> None:
    op.create_index(
        "ix_hub_owed_receipt_endpoint_state", "hub_owed_receipt", ["endpoint", "state"], unique=False
    )
    op.create_index("ix_hub_owed_receipt_state", "hub_owed_receipt", ["state"], unique=False)
