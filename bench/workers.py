"""Two workers beside one, workers and servers pinned: what a second one adds where processors are few."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.ours import Ours
from bench.places import bench_servers, places
from bench.race import Running, median
from bench.rows import at_least
from tests.servers.processes import family
from tests.servers.servers import Servers

SLIPS, PER_FRAME, ROUNDS = 40_000, 200, 3
# A second worker is worth its process where it adds this much, all servers on the same two processors.
WANTED = 1.2
NAME = "workers: two beside one, pinned"


@dataclass(frozen=True, slots=True)
class Pins:
    """Which processors are whose: the first two a worker's each, the second half the servers'."""

    workers: tuple[int, ...]
    servers: tuple[int, ...]


def pins() -> Pins:
    """On two processors the servers have the second, and the second worker shares it with them."""
    have = sorted(os.sched_getaffinity(0))
    half = max(1, len(have) // 2)
    return Pins(workers=tuple(have[:2]), servers=tuple(have[half:] or have))


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}: medians of three rounds in turns."""
    pinned = pins()
    print(f"  workers on {pinned.workers}, servers on {pinned.servers}, one round after another", flush=True)
    rates: dict[int, list[float]] = {1: [], 2: []}
    with bench_servers() as servers, tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            for count, rounds in rates.items():
                home = Path(folder) / f"race_{turn}_{count}"
                rounds.append(_race(servers, home, count, pinned))
    return [at_least(NAME, median(rates[2]), median(rates[1]), WANTED, beside="one worker")]


def _race(servers: Servers, folder: Path, count: int, pinned: Pins) -> float:
    with places(servers, folder.name) as (broker, database):
        ours = Ours(broker, database, folder)
        daemons = (servers.rabbitmq.daemon.pid, servers.postgres.daemon.pid)
        _pin((one for daemon in daemons for one in family(daemon)), pinned.servers)
        used: dict[str, float] = {}

        def begin(alive: Running) -> None:
            for worker, processor in zip(alive.pids, pinned.workers, strict=False):
                _pin([worker], [processor])
            used.update(_used_s(alive.pids, daemons), at=time.monotonic())

        def end(alive: Running) -> None:
            for name, before in used.items():
                used[name] = {**_used_s(alive.pids, daemons), "at": time.monotonic()}[name] - before

        rate = ours.race(SLIPS, PER_FRAME, processes=count, begin=begin, end=end)
    took = ", ".join(f"{name} {1e6 * used[name] / SLIPS:.0f} us" for name in ("workers", "servers"))
    print(f"  {count} workers: {rate:,.0f} records a second; of processor a record: {took}", flush=True)
    return rate


def _pin(processes: Iterable[int], processors: Sequence[int]) -> None:
    """Every thread: a new one goes where its maker is, those that run already do not."""
    for process in processes:
        for thread in os.listdir(f"/proc/{process}/task"):
            os.sched_setaffinity(int(thread), processors)


def _used_s(workers: Sequence[int], daemons: Sequence[int]) -> dict[str, float]:
    """Seconds of processor so far."""
    return {
        "workers": _sum_s(workers),
        "servers": _sum_s(one for daemon in daemons for one in family(daemon)),
    }


def _sum_s(processes: Iterable[int]) -> float:
    """What children that ended have used is their parent's, so PostgreSQL's closed sessions count too."""
    total = 0.0
    for process in processes:
        try:
            times = psutil.Process(process).cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total
