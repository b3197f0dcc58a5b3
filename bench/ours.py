"""Our workers in a race: a hub of four warehouses, its queue filled with their frames, two processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg

from adapters.bus.topology import declare
from adapters.wiring.hub import make_hub
from bench.feed import Feeder, feeders
from bench.filling import fill
from bench.places import dsn_of
from bench.race import Running, at_work, python, rate
from core.hub.bus import UP, Letter
from gateway.worker import Worker

PROCESSES = 2
SHARDS = 2
WAREHOUSES = 4
_POSITIONS = "SELECT coalesce(sum(position), 0) FROM hub_outlet"
_BOOKED = "SELECT count(*) FROM custody_movement"


Look = Callable[[Running], None]


def _nothing(_alive: Running) -> None:
    """Nobody looks."""


class Ours:
    """One hub's store and queue; it may race again and again, and its warehouses go on where they were."""

    def __init__(self, broker: str, database: str, folder: Path) -> None:
        self._broker, self._database, self._folder = broker, database, folder
        self.warehouses = feeders(WAREHOUSES, shards=SHARDS)
        hub = make_hub(name="hub", home=folder / "home", database_url=database)
        for one in self.warehouses:
            one.enrol_in(hub, folder / "mappings")
        hub.frames.take([one.open() for one in self.warehouses])
        # What enrolling left to do is done before the race.
        Worker(hub, "bench", partitions_max=64).drain()
        hub.store.release("bench")
        hub.store.engine.dispose()

    def at_work(self, processes: int = PROCESSES) -> AbstractContextManager[Running]:
        """So many workers, during the block."""
        environment = {
            "LIANQIAO_HOME": str(self._folder / "home"),
            "LIANQIAO_DATABASE_URL": self._database,
            "LIANQIAO_BROKER_URL": self._broker,
            "LIANQIAO_SHARDS": str(SHARDS),
        }
        commands = [python("-m", "gateway", "worker")] * processes
        return at_work(commands, environment, self._folder / "log")

    def race(
        self,
        slips: int,
        per_frame: int,
        *,
        processes: int = PROCESSES,
        begin: Look = _nothing,
        end: Look = _nothing,
    ) -> float:
        """Records a second, everything on: signatures, chain, identities, rooms, search keys, outbox.

        begin, end: shown the workers when they were started, and when all is done.
        """
        fill_frames(self._broker, in_turns(self.warehouses, slips, per_frame))
        with closing(psycopg.connect(dsn_of(self._database), autocommit=True)) as book:
            before, booked_before = _ask(book, _POSITIONS), _ask(book, _BOOKED)
            with self.at_work(processes) as alive:
                begin(alive)
                done = rate(
                    lambda: _ask(book, _POSITIONS) - before, slips, what=self._folder.name, alive=alive
                )
                end(alive)
            booked = _ask(book, _BOOKED) - booked_before
        if booked != slips:
            raise RuntimeError(f"{self._folder.name}: {slips} slips were sent, {booked} were booked")
        return done


def fill_frames(broker: str, frames: Iterable[tuple[Feeder, bytes]]) -> None:
    """Every frame stands in the queue of its agent's shard."""
    letters = (Letter(exchange=UP, key=f"frame.{one.shard}.{one.agent}", body=frame) for one, frame in frames)
    fill(broker, lambda channel, _: declare(channel, shards=SHARDS), letters)


def in_turns(warehouses: Sequence[Feeder], slips: int, per_frame: int) -> Iterator[tuple[Feeder, bytes]]:
    """So many slips in all, a frame of each warehouse in turn."""
    share = slips // len(warehouses)
    streams = [one.frames(share, per_frame=per_frame) for one in warehouses]
    for frames in zip(*streams, strict=True):
        yield from zip(warehouses, frames, strict=True)


def _ask(book: psycopg.Connection[tuple[int]], query: str) -> int:
    row = book.execute(query).fetchone()
    return int(row[0]) if row else 0
