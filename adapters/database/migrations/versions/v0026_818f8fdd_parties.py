"""Version 26, parties: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_818f8fdd"
down_revision = "0025_f9e7bc03"


def upgrade() -> None:
    _make_parties_figure()
    _make_parties_link()
    _index_parties_link()
    _make_parties_party()
    _index_parties_party()
    _make_parties_statement()
    _make_parties_version()


def _make_parties_figure() -> None:
    op.create_table(
        "parties_figure",
        sa.Column("uscc", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period_end", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uscc", "kind", "scope", "period", "period_end", "code"),
        sqlite_with_rowid=False,
    )


def _make_parties_link() -> None:
    op.create_table(
        "parties_link",
        sa.Column("of", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("begin", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("share_ppm", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("of", "kind", "begin", "end"),
        sqlite_with_rowid=False,
    )


def _index_parties_link() -> None:
    op.create_index("ix_parties_link_begin", "parties_link", ["begin"], unique=False)
    op.create_index("ix_parties_link_end", "parties_link", ["end"], unique=False)


def _make_parties_party() -> None:
    op.create_table(
        "parties_party",
        sa.Column("uscc", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("standing_reason", sa.Text(), nullable=False),
        sa.Column("standing_by", sa.Text(), nullable=False),
        sa.Column("standing_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("uscc"),
        sqlite_with_rowid=False,
    )


def _index_parties_party() -> None:
    op.create_index("ix_parties_party_name", "parties_party", ["name"], unique=False)
    op.create_index("ix_parties_party_standing", "parties_party", ["standing"], unique=False)


def _make_parties_statement() -> None:
    op.create_table(
        "parties_statement",
        sa.Column("uscc", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("period_end", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("statement_no", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("audited", sa.Boolean(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("uscc", "kind", "scope", "period", "period_end"),
        sqlite_with_rowid=False,
    )


def _make_parties_version() -> None:
    op.create_table(
        "parties_version",
        sa.Column("uscc", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("uscc", "version"),
        sqlite_with_rowid=False,
    )
