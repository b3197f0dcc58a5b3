"""The pipe end to end on RabbitMQ and PostgreSQL: a frame in the queue until its effect is committed.

Each contender gets its queue filled first, then its two processes are started; what counts is what is
committed a second from the first commit to the last, on one machine, in turns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.bus.topology import declare
from adapters.wiring.hub import Hub, make_hub
from bench import embedded
from bench.feed import Feeder, feeders
from bench.filling import fill
from bench.floors.race import floor
from bench.floors.rows import RAW, keep_rows
from bench.peers.race import celery, faststream
from bench.places import asking, places
from bench.race import at_work, median, python, rate
from core.hub.bus import UP, Letter
from tests.servers.servers import Servers

ROUNDS = 3
PROCESSES = 2
SHARDS = 2
WAREHOUSES = 4
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
        return [frame for _, frame in _in_turns(feeders(WAREHOUSES, shards=SHARDS), FRAME_SLIPS, PER_FRAME)]

    def _ours(self, folder: Path, slips: int, per_frame: int) -> float:
        """Our workers, with everything on: signatures, chain, identities, rooms, search keys, outbox."""
        with places(self.servers, folder.name) as (broker, database):
            hub = make_hub(name="hub", home=folder / "home", database_url=database)
            warehouses = feeders(WAREHOUSES, shards=SHARDS)
            for one in warehouses:
                one.enrol_in(hub, folder / "mappings")
            hub.frames.take([one.open() for one in warehouses])
            _settle(hub)
            _fill(broker, _in_turns(warehouses, slips, per_frame))
            environment = {
                "LIANQIAO_HOME": str(folder / "home"),
                "LIANQIAO_DATABASE_URL": database,
                "LIANQIAO_BROKER_URL": broker,
                "LIANQIAO_SHARDS": str(SHARDS),
            }
            with asking(database) as ask:
                before = ask("SELECT coalesce(sum(position), 0) FROM hub_outlet")
                workers = [python("-m", "gateway", "worker")] * PROCESSES
                with at_work(workers, environment, folder / "log") as alive:
                    found = rate(
                        lambda: ask("SELECT coalesce(sum(position), 0) FROM hub_outlet") - before,
                        slips,
                        what=folder.name,
                        alive=alive,
                    )
                booked = ask("SELECT count(*) FROM custody_movement")
            if booked != slips:
                raise RuntimeError(f"{folder.name}: {slips} slips were sent, {booked} were booked")
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
    with Servers() as servers, tempfile.TemporaryDirectory() as folder:
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


def _settle(hub: Hub) -> None:
    """What enrolling left to do is done before the race."""
    from gateway.worker import Worker

    worker = Worker(hub, "bench", partitions_max=64)
    worker.drain()
    hub.store.release("bench")


def _in_turns(warehouses: list[Feeder], slips: int, per_frame: int) -> Iterator[tuple[Feeder, bytes]]:
    share = slips // len(warehouses)
    streams = [one.frames(share, per_frame=per_frame) for one in warehouses]
    for frames in zip(*streams, strict=True):
        yield from zip(warehouses, frames, strict=True)


def _fill(broker: str, frames: Iterator[tuple[Feeder, bytes]]) -> None:
    letters = (Letter(exchange=UP, key=f"frame.{one.shard}.{one.agent}", body=frame) for one, frame in frames)
    fill(broker, lambda channel, _: declare(channel, shards=SHARDS), letters)
