"""What the end of a day is held against: one statement of SQL of the same sums that writes the same rows."""

from __future__ import annotations

import time
from contextlib import closing
from typing import NamedTuple

import psycopg

from bench.floors.ledger_rows import processor_s
from core.kernel.days import date_of, day_after, day_number

# Tables with the same indexes and none of the guards; standings are as the house's are.
TABLES = ("ledger_entry", "ledger_line", "loan_standing")
# Equal instalments by actual days over 360, halves up, VAT of 6 % inside, 1 % set aside; no loan is late.
_DAY = """
WITH earned AS (
  SELECT s.loan_no, l.slice, f.borrower, s.accrued_minor AS before,
    least(round((d.balance_minor + d.principal_minor)::numeric * l.rate::numeric
      * (%(next)s::date - to_date(d.since::text, 'YYYYMMDD')) / 360), d.interest_minor)
    - least(round((d.balance_minor + d.principal_minor)::numeric * l.rate::numeric
      * (to_date(s.accrued_through::text, 'YYYYMMDD') - to_date(d.since::text, 'YYYYMMDD')) / 360),
      d.interest_minor) AS more
  FROM bare_loan_standing s JOIN loan_loan l USING (loan_no) JOIN loan_facility f USING (facility_no)
    JOIN loan_due d ON (d.loan_no, d.plan, d.number) = (l.loan_no, l.plan, s.running)
  WHERE l.state = 'ACTIVE'
), taxed AS (
  SELECT *, round((before + more) * 60000 / 1060000) - round(before::numeric * 60000 / 1060000) AS vat,
    decode(md5(slice || '/' || %(day)s), 'hex') AS entry_id
  FROM earned
), kept AS (
  UPDATE bare_loan_standing s SET accrued_minor = before + more, accrued_through = %(after)s,
    provision_minor = round(outstanding_minor * 0.01)
  FROM taxed WHERE taxed.loan_no = s.loan_no
), sums AS (
  SELECT slice, entry_id, sum(more - vat) AS net, sum(vat) AS vat, count(*) AS many FROM taxed
  GROUP BY slice, entry_id
), said AS (
  SELECT slice, entry_id, row_number() OVER (PARTITION BY slice ORDER BY loan_no) AS ordinal,
    '1132' AS account, 'debit' AS side, more AS minor, borrower AS party, loan_no AS contract
  FROM taxed WHERE more > 0
  UNION ALL SELECT slice, entry_id, many + 1, '6011', 'credit', net, '', '' FROM sums
  UNION ALL SELECT slice, entry_id, many + 2, '2221', 'credit', vat, '', '' FROM sums
), lines AS (
  INSERT INTO bare_ledger_line (record_time, entry_id, ordinal, book, account, side, currency, minor,
    business_day, period, party, contract, lot, funder, flow, number)
  SELECT %(at)s, entry_id, ordinal, 'general', account, side, 'CNY', minor,
    %(day)s, %(day)s / 100, party, contract, '', '', '', 'day/' || %(day)s || '/' || slice FROM said
)
INSERT INTO bare_ledger_entry (book, number, record_time, entry_id, kind, rule, business_day, period, text,
  message_id, refers, expires_at, lines, hash)
SELECT 'general', 'day/' || %(day)s || '/' || slice, %(at)s, entry_id, 'posted', 'P5', %(day)s,
  %(day)s / 100, 'interest accrued', entry_id, NULL, NULL, many + 2, '' FROM sums
"""


class Taken(NamedTuple):
    """Seconds of the clock, and of the processor of the session."""

    wall_s: float
    processor_s: float


class LoanDays:
    """The house's loans as the statement sees them: standings of its own, everything else is read."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        with psycopg.connect(dsn, autocommit=True) as connection:
            for table in TABLES:
                connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            connection.execute("INSERT INTO bare_loan_standing SELECT * FROM loan_standing")
            connection.execute("VACUUM ANALYZE bare_loan_standing")
            connection.execute("CHECKPOINT")

    def end(self, day: int) -> Taken:
        """The day's end of every loan, committed."""
        said = {
            "day": day,
            "after": day_after(day),
            "next": date_of(day_after(day)),
            "at": time.time_ns() // 1000,
        }
        with closing(psycopg.connect(self._dsn)) as connection:
            session = connection.info.backend_pid
            begun, used = time.perf_counter(), _session_s(session)
            # Sent with its values inside: planned for them alone, as one who writes it by hand would.
            psycopg.ClientCursor(connection).execute(_DAY, said)
            connection.commit()
            return Taken(time.perf_counter() - begun, _session_s(session) - used)

    def require_same(self, day: int) -> None:
        """Raises unless it came to the very standings that the house came to."""
        with psycopg.connect(self._dsn) as connection:
            [apart] = connection.execute(
                "SELECT count(*) FROM loan_standing a FULL JOIN bare_loan_standing b USING (loan_no)"
                " WHERE (a.accrued_minor, a.accrued_through, a.provision_minor)"
                " IS DISTINCT FROM (b.accrued_minor, b.accrued_through, b.provision_minor)"
            ).fetchone() or (0,)
        if apart:
            raise RuntimeError(f"{apart} loans stand otherwise by one statement at the end of {day}")


def days_from(first: int, count: int) -> list[int]:
    """So many days, one after another."""
    begun = date_of(first).toordinal()
    return [day_number(date_of(first).fromordinal(begun + place)) for place in range(count)]


def _session_s(session: int) -> float:
    return processor_s(session) - time.process_time()
