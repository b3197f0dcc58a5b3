"""Version 13, certificates: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_8d46f57f"
down_revision = "0012_ac073611"


def upgrade() -> None:
    _make_hub_certificate()
    _index_hub_certificate()


def _make_hub_certificate() -> None:
    op.create_table(
        "hub_certificate",
        sa.Column("serial", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("serial"),
        sqlite_with_rowid=False,
    )


def _index_hub_certificate() -> None:
    op.create_index("ix_hub_certificate_kind_name", "hub_certificate", ["kind", "name"], unique=False)
