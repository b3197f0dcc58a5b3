"""Version 40, the database itself refuses an entry that does not balance, or that is not whole.

Lines may come in one statement or one by one, each behind its entry and in order. The statement that brings
the last line of an entry is where it must balance: looked at once a statement, over all entries it touches.
At commit PostgreSQL looks whether each entry's last line is there; SQLite knows no such moment.
"""

from __future__ import annotations

from alembic import op

revision = "0040_91c4e7d2"
down_revision = "0039_96b4a220"

# Lines in order without a gap, of an entry that is there, no more than it says, even at the last one: first
# by the new lines alone, which is all there is where whole entries of one currency come, else with those that
# came before. What is looked up is found by its key, whatever is known of a table that was just empty.
_LINES = """
CREATE FUNCTION ledger_line_guard() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$ DECLARE wrong record; ready bigint; others bigint; BEGIN
  SELECT count(*) FILTER (WHERE good), count(*) FILTER (WHERE good IS NOT TRUE) INTO ready, others FROM (
    SELECT here = head.lines AND last = here
      AND (sides.kind = 'single' OR (one = other AND over = 0)) AS good
    FROM (
      SELECT record_time, entry_id, book, number, count(*) AS here, max(ordinal) AS last,
        min(currency COLLATE "C") AS one, max(currency COLLATE "C") AS other,
        sum(CASE side WHEN 'debit' THEN minor ELSE -minor END) AS over
      FROM added GROUP BY record_time, entry_id, book, number
    ) came
    LEFT JOIN ledger_entry head ON head.book = came.book AND head.number = came.number
      AND head.entry_id = came.entry_id AND head.record_time = came.record_time
    LEFT JOIN ledger_book sides ON sides.book = came.book
  ) each;
  IF others = 0 THEN
    INSERT INTO pg_temp.ledger_open VALUES (-ready);
    RETURN NULL;
  END IF;
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
  SELECT *, lines IS NULL OR last > lines OR here <> last
      OR (here = lines AND uneven AND kind IS DISTINCT FROM 'single') AS bad,
    count(*) FILTER (WHERE here = lines) OVER () AS whole INTO wrong FROM entries ORDER BY bad DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  ELSIF NOT wrong.bad THEN
    INSERT INTO pg_temp.ledger_open VALUES (-wrong.whole);
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
# How many entries are begun and not whole yet is counted in a table of the session; where it is not zero at
# the commit, the commit fails. Looking at each entry once more would take as long as writing it.
_ENTRIES = """
CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF to_regclass('pg_temp.ledger_open') IS NULL THEN
    CREATE TEMP TABLE ledger_open (entries bigint) ON COMMIT DELETE ROWS;
    CREATE CONSTRAINT TRIGGER ledger_entry_whole AFTER INSERT ON pg_temp.ledger_open
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.entries > 0)
      EXECUTE FUNCTION ledger_whole_guard();
  END IF;
  INSERT INTO pg_temp.ledger_open SELECT count(*) FROM added;
  RETURN NULL;
END $$"""
_WHOLE = """
CREATE FUNCTION ledger_whole_guard() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE missing bigint; BEGIN
  SELECT sum(entries) INTO missing FROM pg_temp.ledger_open;
  IF missing <> 0 THEN
    RAISE EXCEPTION '% entries have not all of their lines', missing USING ERRCODE = 'check_violation';
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
        op.execute(_ENTRIES)
        op.execute(
            "CREATE TRIGGER ledger_entry_whole AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_guard()"
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
