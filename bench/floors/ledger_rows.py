"""What the ledger is held against: COPY of the very rows without any logic, and one transaction an entry."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from adapters.database.copying import copy_text
from adapters.database.statements import copy
from core.hub.records import Record
from core.ledger import Line
from tests.servers.programs import program

# One after another until more of them are no faster; each takes as long.
CONNECTIONS, EACH_S = (1, 2, 4, 8, 16), 2.0
_ACCOUNTS = 1_000
WAITING, EACH_ENTRIES, PGBENCH_S_MAX = 256, 50, 120
_LOCKING = """
CREATE TABLE IF NOT EXISTS peer_balance (account int PRIMARY KEY, minor bigint NOT NULL)
  WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS peer_entry (id bigserial PRIMARY KEY, number text UNIQUE, day int, text text);
CREATE TABLE IF NOT EXISTS peer_line (entry bigint, ordinal int, account int, minor bigint,
  PRIMARY KEY (entry, ordinal));
CREATE SEQUENCE IF NOT EXISTS peer_number CACHE 100;
CREATE OR REPLACE FUNCTION peer_post(said text, debit int, credit int, amount bigint) RETURNS void
LANGUAGE plpgsql AS $$ DECLARE made bigint; BEGIN
  PERFORM 1 FROM peer_balance WHERE account IN (debit, credit) ORDER BY account FOR UPDATE;
  INSERT INTO peer_entry (number, day, text) VALUES (said, 20261123, 'loan disbursed') RETURNING id INTO made;
  INSERT INTO peer_line VALUES (made, 1, debit, amount), (made, 2, credit, -amount);
  UPDATE peer_balance SET minor = minor + amount WHERE account = debit;
  UPDATE peer_balance SET minor = minor - amount WHERE account = credit;
END $$;
"""


def processor_s(session: int) -> float:
    """Of this process and of one session of the database on this machine, until now."""
    fields = Path(f"/proc/{session}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def copied(dsn: str, sets: Sequence[Sequence[Record]]) -> tuple[float, float]:
    """(seconds, of processor) for sets of rows, each of one kind, into tables with the same indexes alone.

    A set of entries and one of lines are a commit; the text was made before.
    """
    texts = [(type(rows[0]), b"".join(copy_text(rows))) for rows in sets]
    with closing(psycopg.connect(dsn)) as connection:
        for kind in {type(rows[0]) for rows in sets}:
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS bare_{kind.TABLE} (LIKE {kind.TABLE} INCLUDING ALL)"
            )
        connection.commit()
        begun, used = time.perf_counter(), processor_s(connection.info.backend_pid)
        for kind, text in texts:
            with connection.cursor().copy(copy(f"bare_{kind.TABLE}", kind)) as written:
                written.write(text)
            if kind is Line:
                connection.commit()
        return time.perf_counter() - begun, processor_s(connection.info.backend_pid) - used


def one_by_one(dsn: str) -> tuple[float, int]:
    """Entries a second at the best number of connections, and that number; a transaction each."""
    with psycopg.connect(dsn) as connection:
        connection.execute(_LOCKING)
        connection.execute("INSERT INTO peer_balance SELECT n, 0 FROM generate_series(1, %s) n", [_ACCOUNTS])
    return max((_race(dsn, count), count) for count in CONNECTIONS)


def waiting_clients(dsn: str) -> float:
    """The same, entries a second, of WAITING clients that wait for each other; by PostgreSQL's own pgbench.

    Behind `one_by_one`, which makes the tables.
    """
    script = (
        f"\\set debit random(1, {_ACCOUNTS})\n\\set credit 1 + :debit % {_ACCOUNTS}\n"
        "SELECT peer_post('w/' || nextval('peer_number'), :debit, :credit, 100);\n"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        asked = f"-n -M prepared -c {WAITING} -j 2 -t {EACH_ENTRIES} -f {file.name}".split()
        done = subprocess.run(
            [program("PostgreSQL", "pgbench"), *asked, dsn],
            capture_output=True,
            text=True,
            timeout=PGBENCH_S_MAX,
            check=False,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or found is None:
        raise RuntimeError(f"pgbench ended with {done.returncode}: {done.stderr[-2000:]}")
    return float(found[1])


def _race(dsn: str, count: int) -> float:
    done = [0] * count
    until = time.monotonic() + EACH_S

    def work(place: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            while time.monotonic() < until:
                number = done[place]
                debit = (number * 7 + place * 131) % _ACCOUNTS + 1
                said = (f"{count}/{place}/{number}", debit, debit % _ACCOUNTS + 1, 100)
                connection.execute("SELECT peer_post(%s, %s, %s, %s)", said)
                done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(count)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - begun)
