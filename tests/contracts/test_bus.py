"""The bus, in memory and on RabbitMQ: what is posted arrives, in order, in runs, and is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import kombu
import pytest

from adapters.bus.consumer import Consumer, Reads
from adapters.bus.downlink import down_publisher
from adapters.bus.inbox import RunLimits
from adapters.bus.topology import EVENTS_EXCHANGE, declare
from adapters.memory.bus import MemoryBus, MemoryConsumer
from core.hub.bus import BEATS, DEAD, EVENTS, UP, Delivery, Letter, Post, Take, intake_queue
from core.kernel.errors import Unavailable
from tests.beside import running, running_to_its_death
from tests.patience import PATIENCE_S, until
from tests.servers.rabbitmq import RabbitMQ

WAIT_S = PATIENCE_S
SHARD_0 = intake_queue(0)


class Rig:
    """A bus under test: a way in, consumers, and a look into its queues."""

    post: Post

    def consumer(self, take: Take, queue: str) -> Any:
        raise NotImplementedError

    def depth(self, queue: str) -> int:
        raise NotImplementedError

    def subscribe(self, queue: str, pattern: str) -> None:
        raise NotImplementedError

    def limit_deliveries(self, limit: int) -> None:
        raise NotImplementedError


class MemoryRig(Rig):
    def __init__(self) -> None:
        self.bus = MemoryBus()
        self.post = self.bus

    def consumer(self, take: Take, queue: str) -> MemoryConsumer:
        return MemoryConsumer(self.bus, take, [queue])

    def depth(self, queue: str) -> int:
        return self.bus.depth(queue)

    def subscribe(self, queue: str, pattern: str) -> None:
        self.bus.subscribe(queue, pattern)

    def limit_deliveries(self, limit: int) -> None:
        self.bus.delivery_limit = limit


class RabbitRig(Rig):
    def __init__(self, url: str, broker: RabbitMQ) -> None:
        self.url, self.broker = url, broker
        self.connection = kombu.Connection(url)
        self.channel = self.connection.channel()
        declare(self.channel, shards=2)
        self.publisher = down_publisher(url).start()
        self.post = self.publisher

    def consumer(self, take: Take, queue: str) -> Consumer:
        declares = partial(declare, shards=2)
        shared, dead = ((), (DEAD,)) if queue == DEAD else ((queue,), ())
        reads = Reads(declare=declares, shared=shared, dead=dead)
        return Consumer(url=self.url, take=take, reads=reads, limits=RunLimits(hold_s_max=0.02))

    def depth(self, queue: str) -> int:
        return int(self.channel.queue_declare(queue, passive=True).message_count)

    def subscribe(self, queue: str, pattern: str) -> None:
        kombu.Queue(queue, EVENTS_EXCHANGE, pattern)(self.channel).declare()

    def limit_deliveries(self, limit: int) -> None:
        vhost = self.url.rpartition("/")[2]
        held = {
            "delivery-limit": limit, "overflow": "reject-publish", "dead-letter-exchange": DEAD,
            "dead-letter-strategy": "at-least-once",
        }  # fmt: skip
        policy = {"pattern": "intake", "definition": held, "apply-to": "queues"}
        self.broker.api("PUT", f"/policies/{vhost}/low", policy)

    def close(self) -> None:
        self.publisher.close()
        self.connection.release()


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.servers)])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "memory":
        yield MemoryRig()
        return
    url = request.getfixturevalue("broker_url")
    rabbit = RabbitRig(url, request.getfixturevalue("rabbitmq"))
    yield rabbit
    rabbit.close()


@dataclass
class Taken:
    """Keeps what it was given, run by run; fails as long as it is told to."""

    runs: list[list[Delivery]] = field(default_factory=list)
    fails: Callable[[int], Exception | None] = lambda _call: None
    calls: int = 0

    def __call__(self, run: Sequence[Delivery]) -> None:
        self.calls += 1
        error = self.fails(self.calls)
        if error is not None:
            raise error
        self.runs.append(list(run))

    @property
    def bodies(self) -> list[bytes]:
        return [one.body for run in self.runs for one in run]


@contextmanager
def consuming(rig: Rig, take: Take, queue: str = SHARD_0) -> Iterator[None]:
    """A consumer at work; one that dies ends every wait."""
    with running(rig.consumer(take, queue).run):
        yield


def dies_of(rig: Rig, take: Take) -> BaseException:
    """What a consumer dies of that takes like this."""
    with running_to_its_death(rig.consumer(take, SHARD_0).run) as consumer:
        return until(lambda: consumer.died, "the consumer's end")


def eventually(holds: Callable[[], bool]) -> None:
    until(holds, "that to come true")


def frame(body: bytes, *, shard: int = 0) -> Letter:
    return Letter(exchange=UP, key=f"frame.{shard}.wms-01", body=body, message_id=body.decode())


def posted(rig: Rig, *letters: Letter) -> None:
    for sent in [rig.post.post(letter) for letter in letters]:
        sent.result(WAIT_S)


def numbered(count: int) -> list[bytes]:
    return [b"%04d" % number for number in range(count)]


def test_a_frame_arrives_as_it_was_posted_and_is_gone_when_it_was_taken(rig: Rig) -> None:
    taken = Taken()
    posted(rig, frame(b"\x00LQF1\xff".replace(b"\xff", b"x")))

    with consuming(rig, taken):
        eventually(lambda: len(taken.runs) == 1)

    assert taken.runs[0][0] == Delivery(b"\x00LQF1x", "frame.0.wms-01", "\x00LQF1x", "")
    with consuming(rig, again := Taken()):
        assert rig.depth(SHARD_0) == 0
    assert again.runs == []


def test_frames_come_in_their_order_and_in_runs_of_what_is_there(rig: Rig) -> None:
    taken = Taken()
    posted(rig, *[frame(body) for body in numbered(300)])

    with consuming(rig, taken):
        eventually(lambda: len(taken.bodies) == 300)

    assert taken.bodies == numbered(300)
    assert len(taken.runs) < 100


def test_one_frame_alone_is_taken_at_once(rig: Rig) -> None:
    taken = Taken()

    with consuming(rig, taken):
        for number in range(3):
            posted(rig, frame(b"%d" % number))
            eventually(lambda number=number: len(taken.bodies) == number + 1)  # type: ignore[misc]

    assert [len(run) for run in taken.runs] == [1, 1, 1]


def test_a_shard_gets_its_own_frames_and_heartbeats_go_elsewhere(rig: Rig) -> None:
    beat = Letter(exchange=UP, key="beat.wms-01", body=b"beat", persistent=False)
    posted(rig, frame(b"zero", shard=0), frame(b"one", shard=1), beat)

    eventually(lambda: [rig.depth(q) for q in (SHARD_0, intake_queue(1), BEATS)] == [1, 1, 1])
    taken = Taken()
    with consuming(rig, taken, BEATS):
        eventually(lambda: taken.bodies == [b"beat"])


def test_a_frame_that_no_queue_takes_is_not_sent(rig: Rig) -> None:
    unsent = rig.post.post(frame(b"lost", shard=99))

    with pytest.raises(Unavailable, match=r"no queue takes letters to lianqiao.up with key frame.99.wms-01"):
        unsent.result(WAIT_S)
    posted(rig, frame(b"after"))


def test_among_many_only_the_one_that_no_queue_takes_is_not_sent(rig: Rig) -> None:
    letters = [frame(body, shard=99 if body == b"0050" else 0) for body in numbered(100)]

    sent = [rig.post.post(letter) for letter in letters]

    failed = [number for number, one in enumerate(sent) if one.exception(WAIT_S) is not None]
    assert failed == [50]
    eventually(lambda: rig.depth(SHARD_0) == 99)


def test_an_event_needs_no_listener_and_reaches_each_that_asks_for_it(rig: Rig) -> None:
    event = Letter(exchange=EVENTS, key="wms.outbound.v1", body=b"{}", mandatory=False)
    posted(rig, event)

    rig.subscribe("bank", "wms.#")
    rig.subscribe("insurer", "wms.outbound.*")
    rig.subscribe("auditor", "erp.#")
    posted(rig, event)

    eventually(lambda: [rig.depth(q) for q in ("bank", "insurer", "auditor")] == [1, 1, 0])
