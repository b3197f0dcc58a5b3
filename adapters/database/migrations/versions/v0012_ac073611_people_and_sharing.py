"""Version 12, people and sharing: drafted from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_ac073611"
down_revision = "0011_c2a90d17"


def upgrade() -> None:
    _make_console_device()
    _index_console_device()
    _make_console_recovery_code()
    _index_console_recovery_code()
    _make_hub_access_token()
    _index_hub_access_token()
    _make_hub_client()
    _index_hub_client()
    _make_hub_client_secret()
    _index_hub_client_secret()
    _make_hub_publication()
    _index_hub_publication()
    _make_hub_wish()
    _add_console_person_display()
    _add_console_person_grants()
    _add_console_person_state()
    _add_console_person_totp()
    _add_console_person_totp_step()
    _add_console_session_opened_at()
    _add_console_session_device()
    _add_console_session_factor()
    _add_hub_plan_approved_by()
    _add_hub_plan_approved_at()


def _make_console_device() -> None:
    op.create_table(
        "console_device",
        sa.Column("token_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash"),
        sqlite_with_rowid=False,
    )


def _index_console_device() -> None:
    op.create_index("ix_console_device_name", "console_device", ["name"], unique=False)


def _make_console_recovery_code() -> None:
    op.create_table(
        "console_recovery_code",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", "code_hash"),
        sqlite_with_rowid=False,
    )


def _index_console_recovery_code() -> None:
    op.create_index("ix_console_recovery_code_name", "console_recovery_code", ["name"], unique=False)


def _make_hub_access_token() -> None:
    op.create_table(
        "hub_access_token",
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_with_rowid=False,
    )


def _index_hub_access_token() -> None:
    op.create_index("ix_hub_access_token_client_id", "hub_access_token", ["client_id"], unique=False)


def _make_hub_client() -> None:
    op.create_table(
        "hub_client",
        sa.Column("client_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("client_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_client() -> None:
    op.create_index("ix_hub_client_partner", "hub_client", ["partner"], unique=False)


def _make_hub_client_secret() -> None:
    op.create_table(
        "hub_client_secret",
        sa.Column("client_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("client_id", "sha256"),
        sqlite_with_rowid=False,
    )


def _index_hub_client_secret() -> None:
    op.create_index("ix_hub_client_secret_client_id", "hub_client_secret", ["client_id"], unique=False)


def _make_hub_publication() -> None:
    op.create_table(
        "hub_publication",
        sa.Column("publication_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("contract", sa.LargeBinary(), nullable=False),
        sa.Column("mappings", sa.LargeBinary(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("published", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("publication_id"),
        sqlite_with_rowid=False,
    )


def _index_hub_publication() -> None:
    op.create_index("ix_hub_publication_made_at", "hub_publication", ["made_at"], unique=False)
    op.create_index("ix_hub_publication_state", "hub_publication", ["state"], unique=False)


def _make_hub_wish() -> None:
    op.create_table(
        "hub_wish",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner"),
    )


def _add_console_person_display() -> None:
    op.add_column("console_person", sa.Column("display", sa.Text(), autoincrement=False, nullable=True))


def _add_console_person_grants() -> None:
    op.add_column("console_person", sa.Column("grants", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_console_person_state() -> None:
    op.add_column("console_person", sa.Column("state", sa.Text(), autoincrement=False, nullable=True))


def _add_console_person_totp() -> None:
    op.add_column("console_person", sa.Column("totp", sa.LargeBinary(), autoincrement=False, nullable=True))


def _add_console_person_totp_step() -> None:
    op.add_column(
        "console_person", sa.Column("totp_step", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_console_session_opened_at() -> None:
    op.add_column(
        "console_session", sa.Column("opened_at", sa.BigInteger(), autoincrement=False, nullable=True)
    )


def _add_console_session_device() -> None:
    op.add_column("console_session", sa.Column("device", sa.Text(), autoincrement=False, nullable=True))


def _add_console_session_factor() -> None:
    op.add_column("console_session", sa.Column("factor", sa.Text(), autoincrement=False, nullable=True))


def _add_hub_plan_approved_by() -> None:
    op.add_column("hub_plan", sa.Column("approved_by", sa.Text(), autoincrement=False, nullable=True))


def _add_hub_plan_approved_at() -> None:
    op.add_column("hub_plan", sa.Column("approved_at", sa.BigInteger(), autoincrement=False, nullable=True))
