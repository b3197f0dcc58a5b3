"""A soak: ten minutes at half the top rate; what the workers hold in memory, and how far they fall behind."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from adapters.bus.publisher import PostLimits, Publisher
from adapters.bus.topology import declare
from bench.ours import SHARDS, Ours, in_turns
from bench.places import asking, bench_servers, places
from bench.rows import at_most
from core.hub.bus import UP, Letter

# BENCH_SOAK_S shortens it for a look.
SECONDS = float(os.environ.get("BENCH_SOAK_S", "600"))
TOP_SLIPS, PER_FRAME = 20_000, 200
SHARE_OF_TOP = 0.5
# What is loaded and cached at first is no growth.
SETTLES_AFTER = 0.2
LOOK_S, POST_TIMEOUT_S = 2.0, 60.0
GROWTH_PERCENT, LAG_S = 5.0, 5.0
NAMES = {"memory": "soak: growth of the workers' memory", "lag": "soak: longest lag"}
_HANDLED = "SELECT coalesce(sum(position), 0) FROM hub_outlet"


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}."""
    with (
        bench_servers() as servers,
        tempfile.TemporaryDirectory() as folder,
        places(servers, "soak") as (broker, database),
        asking(database) as ask,
    ):
        ours = Ours(broker, database, Path(folder))
        rate = ours.race(TOP_SLIPS, PER_FRAME) * SHARE_OF_TOP
        print(f"  {SECONDS:.0f} s at {rate:,.0f} records a second", flush=True)
        feed = _Feed(broker, ours, rate)
        before = ask(_HANDLED)
        memory_mb: list[float] = []
        lag_s: list[float] = []
        with ours.at_work() as alive:
            feed.start()
            while feed.is_alive():
                alive()
                time.sleep(LOOK_S)
                memory_mb.append(_memory_mb(alive.pids))
                lag_s.append((feed.sent - ask(_HANDLED) + before) / rate)
        if feed.died is not None:
            raise feed.died
    settled = memory_mb[int(len(memory_mb) * SETTLES_AFTER) :]
    first, last = settled[0], settled[-1]
    print(f"  memory {first:.0f} MB, at the end {last:.0f} MB, at most {max(memory_mb):.0f} MB", flush=True)
    growth = max(0.1, abs(last - first) / first * 100)
    return [
        at_most(NAMES["memory"], growth, GROWTH_PERCENT, "%"),
        at_most(NAMES["lag"], max(lag_s) * 1000, LAG_S * 1000, "ms"),
    ]


class _Feed(threading.Thread):
    """Posts frames at a steady rate, sealed as they are needed."""

    def __init__(self, broker: str, ours: Ours, rate: float) -> None:
        super().__init__(daemon=True)
        self._broker, self._ours, self._rate = broker, ours, rate
        self.sent = 0
        self.died: Exception | None = None

    def run(self) -> None:
        try:
            self._run()
        except Exception as error:
            self.died = error

    def _run(self) -> None:
        frames = in_turns(self._ours.warehouses, int(self._rate * SECONDS) // 800 * 800, PER_FRAME)
        limits = PostLimits(backlog_max=10**4, timeout_s=POST_TIMEOUT_S)
        publisher = Publisher(
            self._broker, prepare=lambda channel, _: declare(channel, shards=SHARDS), limits=limits
        )
        publisher.start()
        begun = time.monotonic()
        for one, frame in frames:
            time.sleep(max(0.0, begun + self.sent / self._rate - time.monotonic()))
            letter = Letter(exchange=UP, key=f"frame.{one.shard}.{one.agent}", body=frame)
            publisher.post(letter).result(POST_TIMEOUT_S)
            self.sent += PER_FRAME
        publisher.close()


def _memory_mb(pids: list[int]) -> float:
    return sum(psutil.Process(pid).memory_info().rss for pid in pids) / 1024 / 1024
