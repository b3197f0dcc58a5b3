"""What the tests of the bus do to a real broker: look into queues, cut connections, wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import kombu
import pytest

from adapters.bus.consumer import Consumer, Reads
from core.hub.bus import UP, Delivery, Letter
from tests.beside import running
from tests.patience import PATIENCE_S, until
from tests.servers.rabbitmq import RabbitMQ

WAIT_S = PATIENCE_S


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until it is so; fails at once if a consumer that runs meanwhile has died."""
    until(holds, "that to come true")


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
        with running(Consumer(url=self.url, take=taker, reads=reads).run):
            eventually(lambda: len(set(taker.bodies)) >= count)
        return taker.bodies

    def depth(self, queue: str) -> int:
        with kombu.Connection(self.url) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)

    def until_kept(self, *queues: str) -> None:
        """Waits until these survive a power cut."""
        self.broker.until_kept(self.name, *queues)

    def policy(self, pattern: str, **definition: Any) -> None:
        said = {"pattern": pattern, "definition": definition, "apply-to": "queues"}
        self.broker.api("PUT", f"/policies/{quote(self.name, safe='')}/test", said)


class Taker:
    """Keeps the bodies of the runs it was given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.sizes: list[int] = []

    def __call__(self, run: Sequence[Delivery]) -> None:
        self.sizes.append(len(run))
        self.bodies.extend(one.body for one in run)


def frame(body: bytes, *, shard: int = 0, lane: str = "frame") -> Letter:
    return Letter(exchange=UP, key=f"{lane}.{shard}.wms-01", body=body, message_id=body.decode())


def numbered(count: int) -> list[bytes]:
    return [b"%05d" % number for number in range(count)]


@pytest.fixture
def vhost(rabbitmq: RabbitMQ, broker_url: str) -> Vhost:
    return Vhost(rabbitmq, broker_url)
