"""Version 41, the log of a decision is final: the database refuses to change or delete a step."""

from __future__ import annotations

from alembic import op

revision = "0041_87d98988"
down_revision = "0040_91c4e7d2"

_FUNCTION = """
CREATE FUNCTION workflow_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION '% is append-only; a step is followed by another', TG_TABLE_NAME;
END $$"""
_FINAL = "BEGIN SELECT RAISE(ABORT, 'workflow_step is append-only; a step is followed by another'); END"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        # Once a statement, so that it costs a run of steps nothing.
        op.execute(
            "CREATE TRIGGER workflow_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON workflow_step"
            " FOR EACH STATEMENT EXECUTE FUNCTION workflow_guard()"
        )
        return
    op.execute(f"CREATE TRIGGER workflow_step_no_update BEFORE UPDATE ON workflow_step {_FINAL}")
    op.execute(f"CREATE TRIGGER workflow_step_no_delete BEFORE DELETE ON workflow_step {_FINAL}")
