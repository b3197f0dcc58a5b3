"""The peers at work: their queue is filled, then two processes of each book what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psycopg

from bench.feed import slip
from bench.filling import fill, quorum_queue
from bench.peers.celery_app import make_app
from bench.peers.table import CREATE, FRAME_QUEUE, QUEUE
from bench.places import asking, dsn_of, places
from bench.race import at_work, python, rate
from core.hub.bus import Letter
from tests.servers.servers import Servers

PROCESSES = 2
MESSAGES, FRAMED = 4_000, 20_000
POST_TIMEOUT_S = 60.0


def faststream(servers: Servers, folder: Path, per_frame: int) -> float:
    """Records a second; per_frame 1: a record a message, more: a list of records a message."""
    commands = [python("-m", "faststream", "run", "bench.peers.faststream_app:app")] * PROCESSES

    def ready(broker: str) -> None:
        queue = QUEUE if per_frame == 1 else FRAME_QUEUE
        letters = (Letter(exchange="", key=queue, body=body) for body in _bodies(per_frame))
        fill(broker, quorum_queue(queue), letters)

    return _race(servers, folder, commands, ready, per_frame)


def celery(servers: Servers, folder: Path, per_frame: int) -> float:
    """Records a second, as for FastStream."""
    command = python("-m", "celery", "-A", "bench.peers.celery_app", "worker", "-c", "1", "-l", "ERROR")
    commands = [[*command, "-n", f"peer{number}@%h"] for number in range(PROCESSES)]

    def ready(broker: str) -> None:
        app = make_app(broker)
        task = "book" if per_frame == 1 else "book_many"
        with app.producer_pool.acquire(block=True, timeout=POST_TIMEOUT_S) as producer:
            for body in _bodies(per_frame):
                app.send_task(task, args=[msgspec.json.decode(body)], producer=producer)
        app.close()

    return _race(servers, folder, commands, ready, per_frame)


def _race(
    servers: Servers, folder: Path, commands: list[list[str]], ready: Callable[[str], None], per_frame: int
) -> float:
    with places(servers, folder.name) as (broker, database), asking(database) as ask:
        with psycopg.connect(dsn_of(database), autocommit=True) as connection:
            connection.execute(CREATE)
        environment = {"PEER_BROKER_URL": broker, "PEER_DATABASE_DSN": dsn_of(database)}
        ready(broker)
        with at_work(commands, environment, folder / "log") as alive:
            booked = "SELECT coalesce(max(id), 0) FROM peer_movement"
            return rate(lambda: ask(booked), _records(per_frame), what=folder.name, alive=alive)


def _records(per_frame: int) -> int:
    return MESSAGES if per_frame == 1 else FRAMED


def _bodies(per_frame: int) -> Iterator[bytes]:
    for start in range(0, _records(per_frame), per_frame):
        slips = [slip("peer", number) for number in range(start, start + per_frame)]
        yield slips[0] if per_frame == 1 else b"[" + b",".join(slips) + b"]"
