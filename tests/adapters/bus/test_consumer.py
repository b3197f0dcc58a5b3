"""Consumers on a real broker: cut, killed, deleted under their hands, and two of them side by side."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import kombu
import pytest

from adapters.bus.connection import HEARTBEAT_S
from adapters.bus.consumer import Consumer, Reads
from adapters.bus.inbox import RunLimits
from adapters.bus.publisher import PostLimits, Publisher
from adapters.bus.topology import declare
from core.hub.bus import DEAD, Delivery, express_queue, intake_queue
from core.kernel.errors import Unavailable
from tests.adapters.bus.broker import WAIT_S, Taker, Vhost, eventually, frame, numbered
from tests.beside import running

SHARDS = (intake_queue(0), intake_queue(1))
EXPRESS = (express_queue(0), express_queue(1))
# A letter outlives a broker that is killed and started again.
LETTER_S = 300.0
# The heartbeat of those who must be seen to keep theirs.
QUICK_S = 2.0


def consumer(
    vhost: Vhost,
    take: Callable[[Sequence[Delivery]], None],
    *,
    balance_every_s: float = 1.0,
    heartbeat_s: float = HEARTBEAT_S,
) -> Consumer:
    reads = Reads(declare=partial(declare, shards=2), single=SHARDS, express=EXPRESS, dead=(DEAD,))
    limits = RunLimits(hold_s_max=0.1)
    return Consumer(
        url=vhost.url,
        take=take,
        reads=reads,
        limits=limits,
        heartbeat_s=heartbeat_s,
        balance_every_s=balance_every_s,
    )


@pytest.fixture
def publisher(vhost: Vhost) -> Iterator[Publisher]:
    with kombu.Connection(vhost.url) as connection:
        declare(connection.channel(), shards=2)
    publisher = Publisher(vhost.url, limits=PostLimits(timeout_s=LETTER_S), heartbeat_s=QUICK_S).start()
    yield publisher
    publisher.close()


def posted(publisher: Publisher, bodies: Sequence[bytes], *, shard: int = 0) -> None:
    for sent in [publisher.post(frame(body, shard=shard)) for body in bodies]:
        sent.result(WAIT_S)


def test_frames_taken_while_connections_are_cut_are_none_the_fewer(
    vhost: Vhost, publisher: Publisher
) -> None:
    taker = Taker()
    with running(consumer(vhost, taker).run):
        for part in range(3):
            posted(publisher, numbered(900)[part * 300 : (part + 1) * 300])
            assert vhost.cut_connections()
        eventually(lambda: set(taker.bodies) == set(numbered(900)))

    assert vhost.depth(DEAD) == 0


def test_small_frames_overtake_what_is_piled_up_and_what_is_piled_up_has_its_turn(
    vhost: Vhost, publisher: Publisher
) -> None:
    go_on, began = threading.Event(), threading.Event()
    runs: list[list[bytes]] = []

    def take(run: Sequence[Delivery]) -> None:
        began.set()
        go_on.wait(WAIT_S)
        runs.append([one.body for one in run])

    small = [b"small %d" % number for number in range(12)]
    limits = RunLimits(frames_max=1, prefetch=100)
    reads = Reads(declare=partial(declare, shards=2), single=SHARDS, express=EXPRESS, dead=(DEAD,))
    with running(Consumer(url=vhost.url, take=take, reads=reads, limits=limits).run):
        posted(publisher, numbered(50))
        eventually(began.is_set)
        for body in small:
            publisher.post(frame(body, lane="express")).result(WAIT_S)
        # Unacknowledged and not ready: all of them stand at the consumer.
        eventually(lambda: vhost.depth(EXPRESS[0]) == vhost.depth(SHARDS[0]) == 0)
        go_on.set()
        eventually(lambda: len(runs) == 62)

    order = [body for run in runs for body in run]
    assert [body for body in order if body in small] == small
    assert order.index(small[-1]) <= len(small) + 2
    # Eight of them in a row, and then one that waits.
    assert order[9] == numbered(50)[1]


def went_out(publisher: Publisher, body: bytes) -> bool:
    try:
        posted(publisher, [body])
    except Unavailable:
        return False
    return True


def test_a_queue_deleted_under_its_consumer_is_made_again(vhost: Vhost, publisher: Publisher) -> None:
    taker = Taker()
    with running(consumer(vhost, taker).run):
        posted(publisher, [b"before"])
        eventually(lambda: taker.bodies == [b"before"])
        vhost.delete_queue(SHARDS[0])
        eventually(lambda: SHARDS[0] in vhost.queues())
        # It is made first and bound then: a letter between the two is refused, and goes again.
        eventually(lambda: went_out(publisher, b"after"))
        eventually(lambda: taker.bodies == [b"before", b"after"])


def test_a_broker_that_was_killed_is_waited_for(vhost: Vhost, publisher: Publisher) -> None:
    taker = Taker()
    one = consumer(vhost, taker)
    with running(one.run):
        posted(publisher, [b"before"])
        eventually(lambda: taker.bodies == [b"before"])
        vhost.until_kept(*SHARDS, DEAD)
        vhost.broker.kill()
        eventually(lambda: bool(one.trouble))
        vhost.broker.start()
        posted(publisher, [b"after"])
        eventually(lambda: b"after" in taker.bodies)

    assert one.trouble == ""


def test_connections_live_while_the_store_is_away_longer_than_a_heartbeat(
    vhost: Vhost, publisher: Publisher
) -> None:
    back = threading.Event()
    taker = Taker()
    redelivered: list[int] = []

    def take(run: Sequence[Delivery]) -> None:
        redelivered.append(len(run))
        if not back.is_set():
            raise Unavailable("the database did not answer")
        taker(run)

    one = consumer(vhost, take, balance_every_s=60, heartbeat_s=QUICK_S)
    with running(one.run):
        posted(publisher, numbered(50))
        eventually(lambda: bool(redelivered))
        # The broker gives a silent connection up after two to three heartbeats.
        time.sleep(3.5 * QUICK_S)
        assert (one.connections, publisher.connections) == (1, 1)
        back.set()
        eventually(lambda: len(taker.bodies) == 50)

    assert taker.bodies == numbered(50)


def test_two_workers_share_the_shards_and_one_takes_over_when_the_other_ends(
    vhost: Vhost, publisher: Publisher
) -> None:
    first, second = Taker(), Taker()
    with running(consumer(vhost, first).run):
        posted(publisher, numbered(2))
        eventually(lambda: len(first.bodies) == 2)
        with running(consumer(vhost, second).run):

            def shared() -> bool:
                posted(publisher, [b"for shard 0"])
                posted(publisher, [b"for shard 1"], shard=1)
                return {b"for shard 0"} == set(first.bodies[-4:]) and {b"for shard 1"} == set(
                    second.bodies[-4:]
                )

            eventually(shared)
        posted(publisher, [b"left alone"], shard=1)
        eventually(lambda: b"left alone" in first.bodies)


def test_a_single_shard_is_never_read_by_two(vhost: Vhost, publisher: Publisher) -> None:
    one, two = Taker(), Taker()
    with running(consumer(vhost, one).run, consumer(vhost, two).run):
        posted(publisher, numbered(600))
        eventually(lambda: len(one.bodies) + len(two.bodies) == 600)

    assert sorted([one.bodies, two.bodies]) in ([[], numbered(600)],)
