"""The pipe end to end on RabbitMQ and PostgreSQL: a frame in the queue until its effect is committed.

Each contender gets its queue filled first, then its two processes are started; what counts is what is
committed a second from the first commit to the last, on one machine, in turns.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from adapters.bus.publisher import PostLimits, Publisher
from adapters.bus.topology import declare
from adapters.wiring.hub import Hub, make_hub
from bench import embedded
from bench.feed import Feeder, feeders, slip
from bench.peers.celery_app import make_app
from bench.peers.table import CREATE, QUEUE
from bench.race import at_work, median, python, rate
from core.hub.bus import UP, Letter
from tests.servers.servers import Servers

ROUNDS = 3
PROCESSES = 2
SHARDS = 2
WAREHOUSES = 4
PEER_MESSAGES = 4_000
SINGLE_SLIPS = 8_000
FRAME_SLIPS = 40_000
PER_FRAME = 200
TITLES = {
    "single": ("pipe: frames of one record", 2.0),
    "frames": ("pipe: frames of 200 records", 10.0),
    "embedded": ("embedded pipe: frames of 200 records", 5.0),
}
POST_TIMEOUT_S = 60.0


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}: medians of three rounds in turns."""
    with Servers() as servers, tempfile.TemporaryDirectory() as folder:
        contenders: dict[str, Callable[[str], float]] = {
            "single": lambda name: _ours(servers, Path(folder) / name, SINGLE_SLIPS, 1),
            "faststream": lambda name: _peer(servers, Path(folder) / name, _faststream()),
            "frames": lambda name: _ours(servers, Path(folder) / name, FRAME_SLIPS, PER_FRAME),
            "embedded": lambda name: embedded.race(Path(folder) / name, FRAME_SLIPS // 2, PER_FRAME),
            "celery": lambda name: _peer(servers, Path(folder) / name, _celery()),
        }
        found: dict[str, list[float]] = {name: [] for name in contenders}
        for turn in range(ROUNDS):
            for name, race in contenders.items():
                found[name].append(race(f"{name}_{turn}"))
                print(f"  {name}: {found[name][-1]:,.0f} a second", flush=True)
    rates = {name: median(rounds) for name, rounds in found.items()}
    peer = max(("faststream", "celery"), key=lambda name: rates[name])
    return [_row(title, rates[name], rates[peer], peer, target) for name, (title, target) in TITLES.items()]


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


def _ours(servers: Servers, folder: Path, slips: int, per_frame: int) -> float:
    """Our workers, with everything on: signatures, chain, identities, both rooms, search keys, outbox."""
    with _places(servers, folder.name) as (broker, database):
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
        with _asking(database) as ask:
            before = ask("SELECT coalesce(sum(position), 0) FROM hub_outlet")
            with at_work(
                [python("-m", "gateway", "worker")] * PROCESSES, environment, folder / "log"
            ) as alive:
                found = rate(
                    lambda: ask("SELECT coalesce(sum(position), 0) FROM hub_outlet") - before,
                    slips,
                    what=folder.name,
                    alive=alive,
                )
            booked = ask("SELECT count(*) FROM custody_movement")
        if booked != slips:
            raise RuntimeError(f"{folder.name}: {slips} slips were sent, {booked} were booked")
        return found


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
    limits = PostLimits(backlog_max=10**6, timeout_s=POST_TIMEOUT_S)
    publisher = Publisher(broker, prepare=lambda channel, _: declare(channel, shards=SHARDS), limits=limits)
    publisher.start()
    try:
        posted = [
            publisher.post(Letter(exchange=UP, key=f"frame.{one.shard}.{one.agent}", body=frame))
            for one, frame in frames
        ]
        for each in posted:
            each.result(POST_TIMEOUT_S)
    finally:
        publisher.close()


def _peer(servers: Servers, folder: Path, contender: tuple[list[list[str]], Callable[[str], None]]) -> float:
    """A peer's processes: one record a message, one insert and one commit each."""
    commands, fill = contender
    with _places(servers, folder.name) as (broker, database), _asking(database) as ask:
        dsn = database.replace("+psycopg", "")
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(CREATE)
        environment = {"PEER_BROKER_URL": broker, "PEER_DATABASE_DSN": dsn}
        fill(broker)
        with at_work(commands, environment, folder / "log") as alive:
            return rate(
                lambda: ask("SELECT coalesce(max(id), 0) FROM peer_movement"),
                PEER_MESSAGES,
                what=folder.name,
                alive=alive,
            )


def _faststream() -> tuple[list[list[str]], Callable[[str], None]]:
    command = python("-m", "faststream", "run", "bench.peers.faststream_app:app")

    def fill(broker: str) -> None:
        limits = PostLimits(backlog_max=10**6, timeout_s=POST_TIMEOUT_S)
        publisher = Publisher(broker, prepare=_declare_peer, limits=limits).start()
        try:
            posted = [publisher.post(Letter(exchange="", key=QUEUE, body=body)) for body in _slips()]
            for each in posted:
                each.result(POST_TIMEOUT_S)
        finally:
            publisher.close()

    return [command] * PROCESSES, fill


def _declare_peer(channel: Any, _letter: Letter) -> None:
    channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})


def _celery() -> tuple[list[list[str]], Callable[[str], None]]:
    command = python("-m", "celery", "-A", "bench.peers.celery_app", "worker", "-c", "1", "-l", "ERROR")
    commands = [[*command, "-n", f"peer{number}@%h"] for number in range(PROCESSES)]

    def fill(broker: str) -> None:
        app = make_app(broker)
        with app.producer_pool.acquire(block=True, timeout=POST_TIMEOUT_S) as producer:
            for body in _slips():
                app.send_task("book", args=[msgspec.json.decode(body)], producer=producer)
        app.close()

    return commands, fill


def _slips() -> Iterator[bytes]:
    return (slip("peer", number) for number in range(PEER_MESSAGES))


@contextmanager
def _places(servers: Servers, name: str) -> Iterator[tuple[str, str]]:
    """A virtual host and a database of this race's own."""
    broker, database = servers.rabbitmq.add_vhost(name), servers.postgres.add_database(name)
    try:
        yield broker, database
    finally:
        servers.rabbitmq.drop_vhost(name)
        servers.postgres.drop_database(name)


@contextmanager
def _asking(database: str) -> Iterator[Callable[[str], int]]:
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:

        def ask(query: str) -> int:
            row = connection.execute(query).fetchone()
            return int(row[0]) if row else 0

        yield ask
