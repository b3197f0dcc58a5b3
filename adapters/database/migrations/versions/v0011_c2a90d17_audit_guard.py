"""Version 11, the audit is append-only: the database refuses to change or delete an entry.

Only a month that retention has let go, which a signed checkpoint names, may be deleted.
"""

from __future__ import annotations

from alembic import op

revision = "0011_c2a90d17"
down_revision = "0010_7260770a"

_LET_GO = "EXISTS (SELECT 1 FROM hub_audit_let_go WHERE month = OLD.month)"
_FUNCTION = f"""
CREATE FUNCTION hub_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'DELETE' THEN IF {_LET_GO} THEN RETURN OLD; END IF; END IF;
  RAISE EXCEPTION 'hub_audit is append-only';
END $$"""
_POSTGRESQL = (
    _FUNCTION,
    "CREATE TRIGGER hub_audit_append_only BEFORE UPDATE OR DELETE ON hub_audit"
    " FOR EACH ROW EXECUTE FUNCTION hub_audit_guard()",
    "CREATE TRIGGER hub_audit_whole BEFORE TRUNCATE ON hub_audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION hub_audit_guard()",
)
_SQLITE = (
    "CREATE TRIGGER hub_audit_no_update BEFORE UPDATE ON hub_audit"
    " BEGIN SELECT RAISE(ABORT, 'hub_audit is append-only'); END",
    f"CREATE TRIGGER hub_audit_no_delete BEFORE DELETE ON hub_audit WHEN NOT {_LET_GO}"
    " BEGIN SELECT RAISE(ABORT, 'hub_audit is append-only'); END",
)


def upgrade() -> None:
    nothing = "''" if op.get_context().dialect.name == "postgresql" else "X''"
    for chain in (0, -1):
        op.execute(f"INSERT INTO hub_audit_head (chain, number, hash) VALUES ({chain}, 0, {nothing})")  # noqa: S608
    for statement in _POSTGRESQL if op.get_context().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)
