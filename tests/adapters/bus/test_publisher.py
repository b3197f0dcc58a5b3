"""The publisher on a real broker: nothing confirmed is lost, nothing lost is called sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import kombu
import msgspec
import pytest

from adapters.bus.publisher import PostLimits, Publisher
from adapters.bus.topology import declare
from core.hub.bus import BEATS, UP, Letter, intake_queue
from core.kernel.errors import Unavailable
from tests.adapters.bus.broker import WAIT_S, Vhost, eventually, frame, numbered

SHARD_0 = intake_queue(0)


@pytest.fixture
def publisher(vhost: Vhost) -> Iterator[Publisher]:
    with kombu.Connection(vhost.url) as connection:
        declare(connection.channel(), shards=1)
    # A letter outlives a broker that is stopped and started again.
    publisher = Publisher(vhost.url, limits=PostLimits(timeout_s=300.0)).start()
    yield publisher
    publisher.close()


def test_three_cut_connections_lose_nothing(vhost: Vhost, publisher: Publisher) -> None:
    publisher.post(frame(b"first")).result(WAIT_S)

    def cut_three_times() -> None:
        while publisher.connections < 4:
            vhost.cut_connections()

    cutting = threading.Thread(target=cut_three_times, daemon=True)
    cutting.start()
    sent: list[Future[None]] = []
    while cutting.is_alive() and len(sent) < 30_000:
        sent += [publisher.post(frame(b"%05d" % (len(sent) + ahead))) for ahead in range(500)]
        # Never all of them confirmed: something is always on its way when the connection is cut.
        sent[-400].result(WAIT_S)
    cutting.join(WAIT_S)
    for one in sent:
        one.result(WAIT_S)

    assert publisher.connections >= 4
    # Doubles are allowed, and are why every receiver of ours knows what it has seen.
    assert set(vhost.bodies(SHARD_0, count=len(sent) + 1)) == {b"first", *numbered(len(sent))}


def test_letters_posted_while_the_broker_is_down_arrive_in_order_when_it_is_back(
    vhost: Vhost, publisher: Publisher
) -> None:
    publisher.post(frame(b"before")).result(WAIT_S)
    vhost.until_kept(SHARD_0)
    vhost.broker.stop()
    sent = [publisher.post(frame(body)) for body in numbered(500)]
    vhost.broker.start()

    for one in sent:
        one.result(WAIT_S)

    assert vhost.bodies(SHARD_0, count=501) == [b"before", *numbered(500)]


def test_a_full_queue_is_an_answer_not_a_loss(vhost: Vhost, publisher: Publisher) -> None:
    vhost.policy("intake", **{"max-length": 10, "overflow": "reject-publish"})
    answers: list[BaseException | None] = []

    def refused() -> bool:
        answers.append(publisher.post(frame(b"%05d" % len(answers))).exception(WAIT_S))
        return answers[-1] is not None

    eventually(refused)

    assert "would not take it" in str(answers[-1])
    assert vhost.bodies(SHARD_0, count=len(answers) - 1) == numbered(len(answers) - 1)


def test_a_letter_nobody_could_deliver_in_time_comes_back() -> None:
    publisher = Publisher("amqp://nobody:nothing@127.0.0.1:1//", limits=PostLimits(timeout_s=0.3)).start()

    with pytest.raises(Unavailable, match=r"within 0.3 s"):
        publisher.post(frame(b"late")).result(WAIT_S)
    publisher.close()


def test_more_than_the_backlog_is_refused_at_once() -> None:
    publisher = Publisher("amqp://nobody:nothing@127.0.0.1:1//", limits=PostLimits(backlog_max=2)).start()
    waiting = [publisher.post(frame(b"1")), publisher.post(frame(b"2"))]

    with pytest.raises(Unavailable, match="2 letters wait for the broker"):
        publisher.post(frame(b"3"))
    publisher.close()

    assert [str(one.exception(WAIT_S)) for one in waiting] == [
        "the publisher was closed before the broker confirmed it"
    ] * 2


def test_what_waits_when_it_is_closed_still_leaves(vhost: Vhost, publisher: Publisher) -> None:
    sent = [publisher.post(frame(body)) for body in numbered(500)]

    publisher.close()

    assert [one.exception(0) for one in sent] == [None] * 500
    assert vhost.depth(SHARD_0) == 500


def test_a_letter_to_an_exchange_that_is_not_there_is_not_sent_and_holds_nobody_up(vhost: Vhost) -> None:
    with kombu.Connection(vhost.url) as connection:
        declare(connection.channel(), shards=1)
    publisher = Publisher(vhost.url, limits=PostLimits(timeout_s=1.0)).start()

    wrong = publisher.post(Letter(exchange="nowhere", key="x", body=b""))
    right = publisher.post(frame(b"right"))

    with pytest.raises(Unavailable):
        wrong.result(WAIT_S)
    # What stood in the window with it was tried beside it, again and again, until its own time was over.
    if right.exception(WAIT_S) is not None:
        eventually(lambda: publisher.post(frame(b"again")).exception(WAIT_S) is None)
    publisher.close()


def test_a_letter_says_its_trace_in_a_header(vhost: Vhost, publisher: Publisher) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"

    beat = Letter(exchange=UP, key="beat.wms-01", body=b"{}")
    for letter in (msgspec.structs.replace(beat, trace=trace), beat):
        publisher.post(letter).result(WAIT_S)

    with kombu.Connection(vhost.url) as connection:
        channel = connection.channel()
        came = [channel.basic_get(BEATS, no_ack=True) for _ in range(2)]
    said = [message.properties.get("application_headers", {}).get("traceparent") for message in came]
    assert said == [trace, None]
