"""Over a real broker: windowed confirms, returned frames, a lost queue, a broker that goes and comes back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from front_end_agent.check import check
from tests.front_end_agent.homes import Home, drop
from tests.front_end_agent.hub_broker import HubBroker
from tests.front_end_agent.hub_door import HubDoor
from tests.patience import until
from tests.servers.rabbitmq import RabbitMQ

AWAY = (503, {"Retry-After": "1"})


def names(door: HubDoor) -> list[str]:
    return [document["name"] for document in door.book.documents()]


@pytest.fixture
def broker(broker_url: str, door: HubDoor) -> Iterator[HubBroker]:
    """The hub's side of the broker, all declared."""
    hub = HubBroker(broker_url, door).start()
    yield hub
    hub.stop()


def trouble(home: Home, text: str) -> None:
    """Waits until the agent says so of itself."""
    until(lambda: text in home.status()["error"], f"the agent to complain of {text}")


def by_broker(home: Home, url: str, extra: str = "") -> None:
    home.configure(home.folder(), top="beat_s = 1.0", uplink=f'amqp = "{url}"\n{extra}')


def test_frames_and_heartbeats_go_by_the_broker_and_receipts_come_back(
    door: HubDoor, broker: HubBroker, home: Home
) -> None:
    by_broker(home, broker.url)
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
        door.wait(lambda: any(beat["receipted"] == 2 for beat in door.book.beats))
        door.wait(lambda: "beat.wms-01" in broker.routing_keys)

    assert "express.3.wms-01" in broker.routing_keys
    assert door.last_beat("uplink") == "amqp"


def test_a_frame_without_a_queue_is_returned_and_counts_as_not_sent(
    door: HubDoor, broker: HubBroker, home: Home
) -> None:
    by_broker(home, broker.url)
    broker.reading = False
    broker.delete()
    door.answer = AWAY
    drop(home, "a.csv", b"1")

    with home.running():
        trouble(home, "503")
        assert door.book.came == []
        broker.declare()
        broker.reading = True
        door.answer = None
        door.wait(lambda: names(door) == ["a.csv"])

    assert "the broker has no queue for frame 1 (returned)" in home.said


def test_a_queue_deleted_with_what_it_held_is_filled_again(
    door: HubDoor, broker: HubBroker, home: Home
) -> None:
    by_broker(home, broker.url, "retry_s = 1.0")
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
        broker.reading = False
        drop(home, "b.csv", b"2")
        until(lambda: broker.depth() > 0, "a frame in the queue")
        broker.delete()
        drop(home, "c.csv", b"3")
        broker.declare()
        broker.reading = True
        door.wait(lambda: names(door) == ["a.csv", "b.csv", "c.csv"])


def test_while_the_broker_is_away_frames_go_by_https_and_back_in_order(
    door: HubDoor, rabbitmq: RabbitMQ, broker: HubBroker, home: Home
) -> None:
    by_broker(home, broker.url, "retry_s = 1.0")
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])
        rabbitmq.stop()
        drop(home, "b.csv", b"2")
        door.wait(lambda: names(door) == ["a.csv", "b.csv"])
        door.wait(lambda: door.last_beat("uplink") == "https")
        rabbitmq.start()
        door.wait(lambda: door.last_beat("uplink") == "amqp")
        drop(home, "c.csv", b"3")
        door.wait(lambda: names(door) == ["a.csv", "b.csv", "c.csv"])

    assert all(len(raws) == 1 for raws in door.book.raws.values())


def test_an_agent_waits_for_a_hub_that_has_declared_nothing(
    door: HubDoor, broker_url: str, home: Home
) -> None:
    by_broker(home, broker_url, "retry_s = 1.0")
    door.answer = AWAY
    drop(home, "a.csv", b"1")

    with home.running():
        trouble(home, "lianqiao.up")
        broker = HubBroker(broker_url, door).start()
        door.wait(lambda: names(door) == ["a.csv"])
        door.wait(lambda: broker.routing_keys >= {"express.3.wms-01"})
        broker.stop()


def test_check_reaches_the_broker_and_tells_no_password(broker: HubBroker, home: Home) -> None:
    by_broker(home, broker.url)
    reached = {finding.what: finding for finding in check(home.path)}["broker"]
    by_broker(home, "amqp://agent:top-secret-word@127.0.0.1:1/")
    missed = {finding.what: finding for finding in check(home.path)}["broker"]

    assert reached.good
    assert not missed.good
    assert "127.0.0.1:1" in missed.text
    for finding in (reached, missed):
        assert "top-secret-word" not in finding.text
        assert str(urlsplit(broker.url).password) not in finding.text


def test_cut_connections_lose_nothing_of_a_thousand_frames(
    door: HubDoor, rabbitmq: RabbitMQ, broker: HubBroker, home: Home
) -> None:
    by_broker(home, broker.url, "retry_s = 1.0")
    home.seal_many(1000)

    with home.running():
        for cut in range(3):
            door.wait(lambda cut=cut: door.book.contiguous > 100 * (cut + 1))  # type: ignore[misc]
            rabbitmq.close_connections()
        door.wait(lambda: door.book.contiguous >= 1001)

    assert all(len(raws) == 1 for raws in door.book.raws.values())
    assert len(names(door)) == 1000


def test_a_member_that_is_away_is_passed_over_for_the_next(
    door: HubDoor, broker: HubBroker, home: Home
) -> None:
    # Nobody serves at the discard port of a machine of today.
    by_broker(home, f"amqp://127.0.0.1:9/;{broker.url};amqp://127.0.0.1:9/")
    door.answer = AWAY
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: names(door) == ["a.csv"])

    assert door.last_beat("uplink") in (None, "amqp")
