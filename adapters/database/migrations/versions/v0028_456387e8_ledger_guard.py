"""Version 28, entries of the ledger are final: the database refuses to change or delete one."""

from __future__ import annotations

from alembic import op

revision = "0028_456387e8"
down_revision = "0027_38357757"

_TABLES = ("ledger_entry", "ledger_line")
_FUNCTION = """
CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '% is append-only; reverse the entry', TG_TABLE_NAME;
END $$"""


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for table in _TABLES:
            # Once a statement, so that it costs a run of entries nothing.
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()"
            )
        return
    for table in _TABLES:
        final = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only; reverse the entry'); END"
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {final}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {final}")
