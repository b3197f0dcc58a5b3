"""The pipe end to end on RabbitMQ and PostgreSQL: a frame in the queue until its effect is committed.

Each contender gets its queue filled first, then its two processes are started; what counts is what is
committed a second from the first commit to the last, on one machine, in turns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import embedded
from bench.feed import feeders
from bench.floors.race import floor
from bench.floors.rows import RAW, keep_rows
from bench.ours import SHARDS, WAREHOUSES, Ours, in_turns
from bench.peers.race import celery, faststream
from bench.places import bench_servers, places
from bench.race import median
from tests.servers.servers import Servers

ROUNDS = 3
SINGLE_SLIPS = 8_000
FRAME_SLIPS = 40_000
PER_FRAME = 200
TITLES = {
    "single": ("pipe: frames of one record", 5.0),
    "frames": ("pipe: frames of 200 records", 18.0),
    "embedded": ("embedded pipe: frames of 200 records", 8.0),
}
FLOOR_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Pipe:
    """The servers and the folder of one run of this bench."""

    servers: Servers
    folder: Path

    def contenders(self) -> dict[str, Callable[[Path], float]]:
        """What is raced, in the order of a turn: the floor writes the rows that ours wrote before it."""
        return {
            "single": lambda folder: self._ours(folder, SINGLE_SLIPS, 1),
            "faststream": lambda folder: faststream(self.servers, folder, 1),
            "frames": lambda folder: self._ours(folder, FRAME_SLIPS, PER_FRAME),
            "floor": lambda folder: floor(self.servers, folder, self._frames(), PER_FRAME),
            "embedded": lambda folder: embedded.race(folder, FRAME_SLIPS // 2, PER_FRAME),
            "celery": lambda folder: celery(self.servers, folder, 1),
            "floor: raw rows": lambda folder: floor(
                self.servers, folder, self._frames(), PER_FRAME, only=RAW
            ),
            "faststream, 200 a message": lambda folder: faststream(self.servers, folder, PER_FRAME),
            "celery, 200 a message": lambda folder: celery(self.servers, folder, PER_FRAME),
        }

    def _frames(self) -> list[bytes]:
        warehouses = feeders(WAREHOUSES, shards=SHARDS)
        return [frame for _, frame in in_turns(warehouses, FRAME_SLIPS, PER_FRAME)]

    def _ours(self, folder: Path, slips: int, per_frame: int) -> float:
        with places(self.servers, folder.name) as (broker, database):
            found = Ours(broker, database, folder).race(slips, per_frame)
            self._keep_rows(database, slips, per_frame)
            return found

    def _keep_rows(self, database: str, slips: int, per_frame: int) -> None:
        """Once, of the frames of many records: what the floor is going to write."""
        path = self.folder / "rows.bin"
        if per_frame > 1 and not path.exists():
            told = keep_rows(database, path, frames=slips // per_frame, records=slips)
            print(f"  rows a record: {told}", flush=True)


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}: medians of three rounds in turns."""
    with bench_servers() as servers, tempfile.TemporaryDirectory() as folder:
        contenders = Pipe(servers, Path(folder)).contenders()
        found: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(ROUNDS):
            for number, (name, race) in enumerate(contenders.items()):
                found[name].append(race(Path(folder) / f"race_{turn}_{number}"))
                print(f"  {name}: {found[name][-1]:,.0f} a second", flush=True)
    rates = {name: median(rounds) for name, rounds in found.items()}
    peer = max(("faststream", "celery"), key=lambda name: rates[name])
    rows = [_row(title, rates[name], rates[peer], peer, target) for name, (title, target) in TITLES.items()]
    return [
        *rows,
        _row("pipe: beside a COPY of its rows", rates["frames"], rates["floor"], "floor", FLOOR_SHARE),
    ]


def _row(name: str, ours: float, other: float, other_name: str, target: float) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours),
        "other": round(other),
        "other_name": other_name,
        "unit": "records/s",
        "ratio": round(ours / other, 2),
        "target": target,
        "met": ours >= target * other,
    }
