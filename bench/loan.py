"""The loan room: a day's end of 100,000 loans beside one statement of SQL, and messages beside COPY."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.floors.ledger_rows import processor_s
from bench.floors.loan_days import LoanDays, Taken, days_from
from bench.lent import LentLoans
from bench.loan_messages import A_LOAN, LoanMessages
from bench.places import bench_servers, dsn_of
from bench.rows import at_least

# BENCH_LOANS takes fewer: to fill 100,000 takes a minute.
LOANS, FEW, A_SLICE = int(os.environ.get("BENCH_LOANS", "100000")), 1_000, 100
FIRST_DAY, DAYS = 2026_11_20, 4
TURNS, WARM, LIVES, SINGLE = 3, 20, 500, 50
DAY_SHARE, RUN_SHARE, ALONE_SHARE, FLAT_SHARE = 0.5, 0.35, 0.1, 0.9


def measure() -> list[dict[str, Any]]:
    """Wall time, what is compared in turns, medians; both must come to the same standings, or it fails."""
    with bench_servers() as servers, tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder:
        few = LentLoans(Path(folder) / "few", servers.postgres.add_database("few"))
        few.lend(FEW, slices=FEW // A_SLICE)
        many = LentLoans(Path(folder) / "many", servers.postgres.add_database("many"))
        many.lend(LOANS, slices=LOANS // A_SLICE)
        fresh = LentLoans(Path(folder) / "fresh", servers.postgres.add_database("fresh"))
        rows = _days(many, few)
        return [*rows, *_messages(Path(folder), fresh, many)]


def _days(many: LentLoans, few: LentLoans) -> list[dict[str, Any]]:
    """The first day earns all that ran up since the draw and sets aside for it: it is no day like others."""
    floor = LoanDays(dsn_of(many.database))
    ours, bare, short = [], [], []
    for day in days_from(FIRST_DAY, DAYS + 1):
        short.append(_ended(few, day))
        ours.append(_ended(many, day))
        bare.append(floor.end(day))
        floor.require_same(day)
    each = [sum(one.processor_s for one in taken[1:]) / DAYS / LOANS * 1e6 for taken in (ours, bare)]
    print(
        f"  processor time a loan: {each[0]:.0f} us, of SQL {each[1]:.0f} us: {each[1] / each[0]:.2f} of it"
    )
    rate = _rate(LOANS, ours)
    return [
        at_least(
            "loan: a day's end, loans in sets",
            rate,
            _rate(LOANS, bare),
            DAY_SHARE,
            beside=f"SQL, {LOANS:,} loans",
            unit="loans/s",
        ),
        at_least(
            "loan: a day's end of many loans",
            rate,
            _rate(FEW, short),
            FLAT_SHARE,
            beside=f"{FEW:,}, not {LOANS:,}",
            unit="loans/s",
        ),
    ]


def _messages(folder: Path, fresh: LentLoans, many: LentLoans) -> list[dict[str, Any]]:
    """Of a house without other loans and of one with many, in turns; one by one; COPY of the rows."""
    short, long = LoanMessages(folder / "m-fresh", fresh), LoanMessages(folder / "m-many", many)
    for each in (short, long):
        each.lives(WARM)
    behind_none, behind_many = [], []
    for _ in range(TURNS):
        behind_none.append(short.lives(LIVES))
        behind_many.append(long.lives(LIVES))
    single = short.lives(SINGLE, limit=1)
    floor = short.floor(folder / "rows")
    for name in ("drawdown", "paid out", "repayment"):
        one = statistics.median(turn[name] for turn in behind_none) / LIVES * 1000
        print(
            f"  {name}: {one:.2f} ms a message in runs, {single[name] / SINGLE * 1000:.2f} ms one at a time"
        )
    rate, behind = _messages_s(behind_none), _messages_s(behind_many)
    alone = A_LOAN * SINGLE / sum(single.values())
    return [
        _row("loan: messages in runs", rate, floor, RUN_SHARE, "COPY of all their rows"),
        _row("loan: messages one at a time", alone, rate, ALONE_SHARE, "in runs"),
        _row("loan: messages behind many loans", behind, rate, FLAT_SHARE, f"none lent, not {LOANS:,}"),
    ]


def _row(name: str, ours: float, other: float, share: float, beside: str) -> dict[str, Any]:
    return at_least(name, ours, other, share, beside=beside, unit="messages/s")


def _messages_s(turns: list[dict[str, float]]) -> float:
    return statistics.median(A_LOAN * LIVES / sum(turn.values()) for turn in turns)


def _ended(book: LentLoans, day: int) -> Taken:
    book.take_day(day)
    session = book.session()
    begun, used = time.perf_counter(), processor_s(session)
    book.dispatch()
    return Taken(time.perf_counter() - begun, processor_s(session) - used)


def _rate(loans: int, taken: list[Taken]) -> float:
    return statistics.median(loans / each.wall_s for each in taken[1:])


if __name__ == "__main__":
    for row in measure():
        print(row)
