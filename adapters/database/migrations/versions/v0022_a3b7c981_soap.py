"""Version 22, soap: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022_a3b7c981"
down_revision = "0021_fc3e6a3f"


def upgrade() -> None:
    _make_hub_digest_password()
    _make_hub_registered()
    _make_hub_used_once()


def _make_hub_digest_password() -> None:
    op.create_table(
        "hub_digest_password",
        sa.Column("client_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client_id"),
        sqlite_with_rowid=False,
    )


def _make_hub_registered() -> None:
    op.create_table(
        "hub_registered",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name"),
        sqlite_with_rowid=False,
    )


def _make_hub_used_once() -> None:
    op.create_table(
        "hub_used_once",
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("slot", "used"),
        sqlite_with_rowid=False,
    )
