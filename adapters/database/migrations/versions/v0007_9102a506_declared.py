"""Version 7, declared: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_9102a506"
down_revision = "0006_473e9282"


def upgrade() -> None:
    _make_custody_declared()


def _make_custody_declared() -> None:
    op.create_table(
        "custody_declared",
        sa.Column("site", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("document_type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("document_no", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("correction_no", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "document_type", "document_no"),
        sqlite_with_rowid=False,
    )
