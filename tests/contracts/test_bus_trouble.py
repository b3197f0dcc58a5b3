"""What every bus promises while something is away, breaks or is given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from adapters.bus.downlink import Downlinks
from adapters.bus.publisher import Publisher
from core.hub.bus import DEAD, down_queue
from core.hub.downlink import Down
from core.kernel.errors import Broken, Unavailable
from tests.contracts.test_bus import (
    SHARD_0,
    MemoryRig,
    RabbitRig,
    Rig,
    Taken,
    consuming,
    dies_of,
    eventually,
    frame,
    numbered,
    posted,
)


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.servers)])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    if request.param == "memory":
        yield MemoryRig()
        return
    url = request.getfixturevalue("broker_url")
    rabbit = RabbitRig(url, request.getfixturevalue("rabbitmq"))
    yield rabbit
    rabbit.close()


def test_while_the_store_is_away_for_thirty_tries_nothing_is_lost_or_given_up(rig: Rig) -> None:
    rig.limit_deliveries(2)
    away = Unavailable("the database did not answer")
    taken = Taken(fails=lambda call: away if call <= 30 else None)
    posted(rig, *[frame(body) for body in numbered(50)])

    with consuming(rig, taken):
        eventually(lambda: taken.calls >= 10)
        posted(rig, frame(b"later"))
        eventually(lambda: len(taken.bodies) == 51)

    assert taken.bodies == [*numbered(50), b"later"]
    assert rig.depth(DEAD) == 0


def test_a_consumer_stopped_while_it_holds_frames_leaves_them_for_the_next(rig: Rig) -> None:
    away = Taken(fails=lambda _call: Unavailable("away"))
    posted(rig, *[frame(body) for body in numbered(20)])
    with consuming(rig, away):
        eventually(lambda: away.calls >= 2)

    taken = Taken()
    with consuming(rig, taken):
        eventually(lambda: len(taken.bodies) == 20)

    assert taken.bodies == numbered(20)


def test_a_run_that_breaks_ends_the_consumer_and_comes_again(rig: Rig) -> None:
    broken = Taken(fails=lambda _call: Broken("a promise failed"))
    posted(rig, frame(b"poison"))

    died = dies_of(rig, broken)
    taken = Taken()
    with consuming(rig, taken):
        eventually(lambda: taken.bodies == [b"poison"])

    assert isinstance(died, Broken)


def test_what_was_given_up_too_often_is_a_dead_letter_with_its_reason(rig: Rig) -> None:
    rig.limit_deliveries(2)
    posted(rig, frame(b"poison"))
    for _ in range(3):
        broken = Taken(fails=lambda _call: Broken("a promise failed"))
        assert isinstance(dies_of(rig, broken), Broken)

    taken = Taken()
    with consuming(rig, taken, DEAD):
        eventually(lambda: taken.bodies == [b"poison"])

    assert taken.runs[0][0].dead == f"delivery_limit in {SHARD_0}"
    assert taken.runs[0][0].key == "frame.0.wms-01"


def test_the_first_text_to_an_agent_makes_its_queue(rig: Rig) -> None:
    Downlinks(rig.post).tell([Down("wms-01", b"receipt"), Down("wms-01", b"command")])

    taken = Taken()
    with consuming_down(rig, taken):
        eventually(lambda: taken.bodies == [b"receipt", b"command"])


@contextmanager
def consuming_down(rig: Rig, taken: Taken) -> Iterator[None]:
    eventually(lambda: _is_there(rig, down_queue("wms-01")))
    with consuming(rig, taken, down_queue("wms-01")):
        yield


def _is_there(rig: Rig, queue: str) -> bool:
    if isinstance(rig, MemoryRig):
        return queue in rig.bus.queues
    assert isinstance(rig, RabbitRig)
    vhost = rig.url.rpartition("/")[2]
    return any(one["name"] == queue for one in rig.broker.api("GET", f"/queues/{vhost}").json())


def test_a_closed_publisher_takes_nothing_more() -> None:
    publisher = Publisher("amqp://nobody:nothing@127.0.0.1:1//")
    publisher.close()

    with pytest.raises(Unavailable, match="was not taken"):
        publisher.post(frame(b"late"))
