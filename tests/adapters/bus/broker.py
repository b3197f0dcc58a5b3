"""What the tests of the bus do to a real broker: look into queues, cut connections, wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import quote

import kombu
import pytest

from adapters.bus.consumer import Consumer, Reads
from core.hub.bus import UP, Delivery, Letter
from tests.servers.rabbitmq import RabbitMQ

WAIT_S = 20.0


def eventually(holds: Callable[[], bool], *, timeout_s: float = WAIT_S) -> None:
    """Waits until it is so, or fails."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


class Vhost:
    """One virtual host, by the management API."""

    def __init__(self, broker: RabbitMQ, url: str) -> None:
        self.broker, self.url = broker, url
        self.name = url.rpartition("/")[2]

    def queues(self) -> dict[str, dict[str, Any]]:
        found = self.broker.api("GET", f"/queues/{quote(self.name, safe='')}").json()
        return {one["name"]: one for one in found}

    def delete_queue(self, queue: str) -> None:
        self.broker.api("DELETE", f"/queues/{quote(self.name, safe='')}/{queue}")

    def cut_connections(self) -> bool:
        """Closes every connection there is, as an operator or a failing balancer would; was there one?"""
        said = self.broker.ctl("close_all_connections", "--vhost", self.name, "cut by a test")
        return "Closing 0 connections" not in said

    def bodies(self, queue: str, *, count: int) -> list[bytes]:
        """What is in the queue, taken out, when it is at least so many different ones."""
        taker = Taker()
        reads = Reads(declare=lambda _channel: None, shared=(queue,))
        with running(Consumer(url=self.url, take=taker, reads=reads)):
            eventually(lambda: len(set(taker.bodies)) >= count)
        return taker.bodies

    def depth(self, queue: str) -> int:
        with kombu.Connection(self.url) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)

    def policy(self, pattern: str, **definition: Any) -> None:
        said = {"pattern": pattern, "definition": definition, "apply-to": "queues"}
        self.broker.api("PUT", f"/policies/{quote(self.name, safe='')}/test", said)


class Runs(Protocol):
    def run(self, stop: threading.Event) -> None: ...


@contextmanager
def running(*consumers: Runs) -> Iterator[threading.Event]:
    """Each in a thread of its own until the end of the block; what one dies of fails the test."""
    stop, died = threading.Event(), list[BaseException]()

    def run(consumer: Runs) -> None:
        try:
            consumer.run(stop)
        except BaseException as error:
            died.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in consumers]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(WAIT_S)
    assert died == []
    assert not any(thread.is_alive() for thread in threads)


class Taker:
    """Keeps the bodies of the runs it was given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.sizes: list[int] = []

    def __call__(self, run: Sequence[Delivery]) -> None:
        self.sizes.append(len(run))
        self.bodies.extend(one.body for one in run)


def frame(body: bytes, *, shard: int = 0) -> Letter:
    return Letter(exchange=UP, key=f"frame.{shard}.wms-01", body=body, message_id=body.decode())


def numbered(count: int) -> list[bytes]:
    return [b"%05d" % number for number in range(count)]


@pytest.fixture
def vhost(rabbitmq: RabbitMQ, broker_url: str) -> Vhost:
    return Vhost(rabbitmq, broker_url)
