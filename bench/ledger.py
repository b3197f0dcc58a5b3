"""The ledger beside COPY of its rows and a transaction an entry; hot beside uniform, sets beside single."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.database.store import DatabaseStore
from bench.floors.ledger_rows import WAITING, copied, one_by_one, processor_s, waiting_clients
from bench.holds import Holds
from bench.places import bench_servers, dsn_of
from bench.postings import drawdowns, open_books, post
from bench.rows import at_least
from core.hub.message import Message
from core.hub.records import Record
from core.ledger import Draft
from gateway.tidying import tidy_between_runs

TURNS, ENTRIES, SET = 5, 10_000, 1_000
HOLDS, BORROWERS = 5_000, 1_000
SINGLE = 300
ENGINE_SHARE, DISPATCH_SHARE, HOT_SHARE, FLAT_SHARE, WAITING_SHARE = 0.5, 0.35, 0.9, 0.9, 4.0
# How many entries stand in the book when the engine is measured again; some minutes a million.
HISTORY = int(os.environ.get("BENCH_ENTRIES", "0"))


def measure() -> list[dict[str, Any]]:
    """Wall time, what is compared in turns, medians; debits are credits after each, or the bench fails."""
    tidy_between_runs()  # As a worker does.
    with (
        bench_servers(max_connections=str(WAITING + 50)) as servers,
        tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder,
    ):
        add = servers.postgres.add_database
        return [
            *_engine(add("engine")),
            *_messages(Path(folder), add),
            *_embedded(Path(folder)),
        ]


def _engine(url: str) -> list[dict[str, Any]]:
    store = open_books(url)
    _post_all(store, _told(TURNS))
    rate, bare = _beside_copy(store, url, range(TURNS))
    single, connections = one_by_one(dsn_of(url))
    waiting = waiting_clients(dsn_of(url))
    rows = [
        at_least(
            "ledger: entries of two lines by 1,000",
            rate,
            bare,
            ENGINE_SHARE,
            beside="COPY of the same rows",
            unit="entries/s",
        ),
        at_least(
            "ledger: the same beside a transaction each",
            rate,
            single,
            2.0,
            beside=f"row locks, {connections} connections",
            unit="entries/s",
        ),
        at_least(
            "ledger: the same beside clients that wait",
            rate,
            waiting,
            WAITING_SHARE,
            beside=f"row locks, {WAITING} clients",
            unit="entries/s",
        ),
    ]
    if HISTORY:
        rows.append(_flat(store, url, rate / bare))
    _require_even(store)
    return rows


def _beside_copy(store: DatabaseStore, url: str, turns: range) -> tuple[float, float]:
    """Entries a second of the engine and of COPY, in turns; medians."""
    with store.engine.connect() as connection:
        session = int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    ours, floor, used = [], [], [0.0, 0.0]
    for turn in turns:
        told = _told(turn)
        begun, before = time.perf_counter(), processor_s(session)
        sets = _post_all(store, told)
        ours.append(ENTRIES / (time.perf_counter() - begun))
        used[0] += processor_s(session) - before
        taken, processor = copied(dsn_of(url), sets)
        floor.append(ENTRIES / taken)
        used[1] += processor
    mine, bare_s = (each / len(turns) / ENTRIES * 1e6 for each in used)
    print(f"  processor time an entry: {mine:.0f} us, of COPY {bare_s:.0f} us: {bare_s / mine:.2f} of it")
    return statistics.median(ours), statistics.median(floor)


def _flat(store: DatabaseStore, url: str, share_before: float) -> dict[str, Any]:
    """What the engine is beside COPY when so many entries are there, as a share of what it was before."""
    begun = time.perf_counter()
    first = TURNS + 1
    behind = first + HISTORY // ENTRIES
    for turn in range(first, behind):
        _post_all(store, _told(turn))
    print(f"  {HISTORY:,} entries were posted in {time.perf_counter() - begun:.0f} s")
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")
    rate, bare = _beside_copy(store, url, range(behind, behind + TURNS))
    print(f"  behind them {rate:,.0f} entries/s, COPY {bare:,.0f}")
    row = at_least("ledger: entries behind a long history", rate / bare, share_before, FLAT_SHARE)
    return {**row, "ours": round(rate / bare, 2), "other": round(share_before, 2), "unit": "of COPY"}


def _told(turn: int) -> list[list[tuple[Message, Draft]]]:
    return [drawdowns(first, SET, turn) for first in range(0, ENTRIES, SET)]


def _post_all(store: DatabaseStore, told: list[list[tuple[Message, Draft]]]) -> list[list[Record]]:
    """What was written, entries and lines of each unit of work."""
    sets: list[list[Record]] = []
    for each in told:
        entries, lines = post(store, each)
        sets += [[*entries], [*lines]]
    return sets


def _messages(folder: Path, add: Callable[[str], str]) -> list[dict[str, Any]]:
    uniform = Holds(folder / "uniform", add("uniform"), BORROWERS)
    hot = Holds(folder / "hot", add("hot"), 1)
    many, one = [], []
    for turn in range(TURNS):
        many.append(uniform.race(turn, HOLDS))
        one.append(hot.race(turn, HOLDS))
    floor = uniform.floor(folder / "rows", TURNS * HOLDS)
    rate = statistics.median(many)
    return [
        at_least(
            "ledger: holds through the dispatcher",
            rate,
            floor,
            DISPATCH_SHARE,
            beside="COPY of all their rows",
            unit="messages/s",
        ),
        at_least(
            "ledger: all on one borrower",
            statistics.median(one),
            rate,
            HOT_SHARE,
            beside=f"on {BORROWERS:,} borrowers",
            unit="messages/s",
        ),
    ]


def _embedded(folder: Path) -> list[dict[str, Any]]:
    store = open_books(f"sqlite:///{folder / 'hub.db'}")
    sets, single = [], []
    for turn in range(TURNS):
        begun = time.perf_counter()
        post(store, drawdowns(0, SET, turn))
        sets.append(SET / (time.perf_counter() - begun))
        begun = time.perf_counter()
        for number in range(SINGLE):
            post(store, drawdowns(SET + number, 1, turn))
        single.append(SINGLE / (time.perf_counter() - begun))
    _require_even(store)
    return [
        at_least(
            "ledger: SQLite, entries by 1,000",
            statistics.median(sets),
            statistics.median(single),
            5.0,
            beside="one by one",
            unit="entries/s",
        )
    ]


def _require_even(store: DatabaseStore) -> None:
    with store.engine.connect() as connection:
        over = connection.exec_driver_sql(
            "SELECT sum(CASE side WHEN 'debit' THEN minor ELSE -minor END) FROM ledger_line"
        ).scalar_one()
    if over != 0:
        raise RuntimeError(f"debits are over credits by {over}")
