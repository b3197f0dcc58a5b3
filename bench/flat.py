"""Flat: how fast the pipe is, and how soon the console answers, behind a long history."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from bench.history import lengthen
from bench.ours import Ours
from bench.pages import slowest_pages
from bench.places import bench_servers, places
from bench.race import median
from bench.rows import at_least, at_most

BASE_SLIPS, RACE_SLIPS, PER_FRAME, RACES = 10_000, 20_000, 200, 3
# How many stored messages, and the share of the first rate that is wanted there.
HISTORIES = {1_000_000: 0.9, 5_000_000: 0.7}
# BENCH_HISTORY bounds the longest: five million take a quarter of an hour to make.
LONGEST = int(os.environ.get("BENCH_HISTORY", "5000000"))
PAGES_AT, PAGE_MS = 1_000_000, 100
NAMES = {
    1_000_000: "flat: pipe behind 1,000,000 messages",
    5_000_000: "flat: pipe behind 5,000,000 messages",
    "pages": "flat: console lists and search, p95, 1,000,000 messages",
}


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    with (
        bench_servers() as servers,
        tempfile.TemporaryDirectory() as folder,
        places(servers, "flat") as (broker, database),
    ):
        ours = Ours(broker, database, Path(folder))
        ours.race(BASE_SLIPS, PER_FRAME)
        base, made = _race(ours, "10,000"), 0
        rows = []
        for stored, share in HISTORIES.items():
            if stored > LONGEST:
                continue
            made = lengthen(database, after=made, until=stored)
            # As before the first figure: pages that nobody touched yet are read, and go into the log whole.
            ours.race(RACE_SLIPS, PER_FRAME)
            rows.append(at_least(NAMES[stored], _race(ours, f"{stored:,}"), base, share))
            if stored == PAGES_AT:
                took_ms = slowest_pages(Path(folder), database)
                rows.append(at_most(NAMES["pages"], took_ms, PAGE_MS, "ms"))
    return rows


def _race(ours: Ours, stored: str) -> float:
    found = median([ours.race(RACE_SLIPS, PER_FRAME) for _ in range(RACES)])
    print(f"  behind {stored} messages: {found:,.0f} a second", flush=True)
    return found
