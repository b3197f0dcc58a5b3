"""The loan room: the end of a day for 100,000 loans beside one statement of SQL, and behind few loans."""

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
from bench.places import bench_servers, dsn_of
from bench.rows import at_least

# BENCH_LOANS takes fewer: to fill 100,000 takes a minute.
LOANS, FEW, A_SLICE = int(os.environ.get("BENCH_LOANS", "100000")), 1_000, 100
FIRST_DAY, DAYS = 2026_11_20, 4
DAY_SHARE, FLAT_SHARE = 0.5, 0.9


def measure() -> list[dict[str, Any]]:
    """Wall time, what is compared in turns, medians; both must come to the same standings, or it fails."""
    with bench_servers() as servers, tempfile.TemporaryDirectory(prefix="lianqiao-bench-") as folder:
        few = LentLoans(Path(folder) / "few", servers.postgres.add_database("few"))
        few.lend(FEW, slices=FEW // A_SLICE)
        many = LentLoans(Path(folder) / "many", servers.postgres.add_database("many"))
        many.lend(LOANS, slices=LOANS // A_SLICE)
        return _days(many, few)


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
            f"loan: a day's end of {LOANS:,} loans",
            rate,
            _rate(LOANS, bare),
            DAY_SHARE,
            beside="one statement of SQL",
            unit="loans/s",
        ),
        at_least(
            f"loan: the same of {LOANS:,}",
            rate,
            _rate(FEW, short),
            FLAT_SHARE,
            beside=f"of {FEW:,} loans",
            unit="loans/s",
        ),
    ]


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
