"""Version 40, the database itself refuses an entry that does not balance, or that is not whole.

Lines may come in one statement or one by one, each behind its entry and in order. The statement that brings
the last line of an entry is where it must balance: looked at once a statement, over all entries it touches.
At commit PostgreSQL looks whether each entry's last line is there; SQLite knows no such moment.
"""

from __future__ import annotations

from alembic import op

revision = "0040_91c4e7d2"
down_revision = "0039_088cab1f"

# Lines in order without a gap, of an entry that is there, no more than it says, and at the last one even.
_LINES = """
CREATE FUNCTION ledger_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE wrong record; BEGIN
  WITH touched AS (
    SELECT DISTINCT record_time, entry_id, book, number FROM added
  ), sums AS (
    SELECT touched.book, touched.number, kept.currency, head.lines, sides.kind,
      count(*) AS here, max(kept.ordinal) AS last,
      sum(CASE kept.side WHEN 'debit' THEN kept.minor ELSE -kept.minor END) AS over
    FROM touched
    LEFT JOIN ledger_entry head ON head.book = touched.book AND head.number = touched.number
      AND head.entry_id = touched.entry_id AND head.record_time = touched.record_time
    LEFT JOIN ledger_book sides ON sides.book = touched.book
    JOIN ledger_line kept ON kept.record_time = touched.record_time AND kept.entry_id = touched.entry_id
    GROUP BY touched.book, touched.number, kept.currency, head.lines, sides.kind
  ), entries AS (
    SELECT book, number, lines, kind, sum(here) AS here, max(last) AS last, bool_or(over <> 0) AS uneven
    FROM sums GROUP BY book, number, lines, kind
  )
  SELECT * INTO wrong FROM entries
    WHERE lines IS NULL OR last > lines OR here <> last
      OR (here = lines AND uneven AND kind IS DISTINCT FROM 'single') LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  ELSIF wrong.lines IS NULL THEN
    RAISE EXCEPTION 'lines of % % come before their entry', wrong.book, wrong.number
      USING ERRCODE = 'check_violation';
  ELSIF wrong.last > wrong.lines OR wrong.here <> wrong.last THEN
    RAISE EXCEPTION 'entry % % has % lines in order, not these', wrong.book, wrong.number, wrong.lines
      USING ERRCODE = 'check_violation';
  END IF;
  RAISE EXCEPTION 'entry % % does not balance', wrong.book, wrong.number USING ERRCODE = 'check_violation';
END $$"""
_WHOLE = """
CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM 1 FROM ledger_line
    WHERE record_time = NEW.record_time AND entry_id = NEW.entry_id AND ordinal = NEW.lines;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'entry % % has not all of its % lines', NEW.book, NEW.number, NEW.lines
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$"""
_SQLITE = """
CREATE TRIGGER ledger_line_even AFTER INSERT ON ledger_line BEGIN
  SELECT RAISE(ABORT, 'lines of an entry come behind it, no more than it says')
    WHERE NOT EXISTS (SELECT 1 FROM ledger_entry head WHERE head.book = NEW.book AND head.number = NEW.number
      AND head.entry_id = NEW.entry_id AND head.record_time = NEW.record_time AND head.lines >= NEW.ordinal);
  SELECT RAISE(ABORT, 'lines of an entry come in order')
    WHERE NEW.ordinal > 1 AND NOT EXISTS (SELECT 1 FROM ledger_line kept WHERE
      kept.record_time = NEW.record_time AND kept.entry_id = NEW.entry_id AND kept.ordinal = NEW.ordinal - 1)
      OR NEW.ordinal < 1;
  SELECT RAISE(ABORT, 'the entry does not balance')
    WHERE NEW.ordinal = (SELECT lines FROM ledger_entry head
        WHERE head.book = NEW.book AND head.number = NEW.number)
      AND NOT EXISTS (SELECT 1 FROM ledger_book b WHERE b.book = NEW.book AND b.kind = 'single')
      AND EXISTS (SELECT 1 FROM ledger_line kept
        WHERE kept.record_time = NEW.record_time AND kept.entry_id = NEW.entry_id
        GROUP BY currency HAVING sum(CASE side WHEN 'debit' THEN minor ELSE -minor END) <> 0);
END"""


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(_LINES)
        op.execute(
            "CREATE TRIGGER ledger_line_even AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_line_guard()"
        )
        op.execute(_WHOLE)
        op.execute(
            "CREATE CONSTRAINT TRIGGER ledger_entry_whole AFTER INSERT ON ledger_entry"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()"
        )
        op.execute(
            "CREATE TRIGGER ledger_block_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_block"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard()"
        )
        return
    op.execute(_SQLITE)
    final = "BEGIN SELECT RAISE(ABORT, 'ledger_block is append-only'); END"
    op.execute(f"CREATE TRIGGER ledger_block_no_update BEFORE UPDATE ON ledger_block {final}")
    op.execute(f"CREATE TRIGGER ledger_block_no_delete BEFORE DELETE ON ledger_block {final}")
