"""Agents on a real broker and a hub behind it: frames in, receipts down, heartbeats answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import kombu
import pytest

from adapters.bus.beats import BeatConsumer
from adapters.bus.downlink import Downlinks, down_publisher
from adapters.bus.frames import FrameConsumer
from adapters.bus.publisher import Publisher
from adapters.database.engine import make_engine
from adapters.database.schema import create_schema
from adapters.database.store import DatabaseStore
from core.hub.agents import Agent
from core.hub.arrivals import Arrival
from core.hub.bus import DEAD, UP, Letter, down_queue, intake_queue
from core.hub.downlink import Downlink
from core.hub.frame_intake import FrameIntake
from core.hub.heartbeats import Heartbeats
from core.hub.ports import Store
from core.hub.uplink import BeatRuns, FrameRuns
from core.kernel.errors import Unavailable
from tests.adapters.bus.broker import WAIT_S, Vhost, eventually
from tests.beside import running
from tests.core.hub.agents_on_the_wire import AT, WireAgent, document, read_down
from tests.core.hub.world import MemoryHub
from tests.servers.postgres import Postgres


class World:
    """One hub on one broker, and one agent that speaks to it."""

    def __init__(self, vhost: Vhost, store: Store, hub: MemoryHub) -> None:
        self.vhost, self.store, self.hub = vhost, store, hub
        intake = FrameIntake(store, hub.blobs, hub.key, hub="hub", incarnation=1)
        downlink = Downlink(store, intake, hub.key)
        self.publisher = down_publisher(vhost.url).start()
        downlinks = Downlinks(self.publisher)
        self.taken = threading.Event()
        frames = FrameRuns(store, hub.blobs, intake, downlink)
        self.frames = FrameConsumer(vhost.url, frames, downlinks, shards=1, on_taken=self.taken.set)
        beats = BeatRuns(Heartbeats(store, hub.blobs, hub.key), downlink)
        self.beats = BeatConsumer(vhost.url, beats, downlinks, store)
        self.agent = WireAgent()
        self.agent.enrol_in(store)
        self.post = Publisher(vhost.url).start()

    def send(self, *frames: bytes, agent: str = "wms-01") -> None:
        """As the agent does; waits for the queue to be there."""
        for frame in frames:
            letter = Letter(exchange=UP, key=f"frame.0.{agent}", body=frame)
            eventually(lambda letter=letter: self.post.post(letter).exception(WAIT_S) is None)  # type: ignore[misc]

    def beat(self, text: bytes) -> None:
        letter = Letter(exchange=UP, key="beat.wms-01", body=text, persistent=False)
        eventually(lambda: self.post.post(letter).exception(WAIT_S) is None)

    def documents(self) -> list[bytes | None]:
        return [one.body for one in self.store.rows(Arrival, limit=10_000) if one.kind == "document"]

    def heard(self) -> list[dict[str, object]]:
        """What the agent finds in its queue when everything was told."""
        self.publisher.close()
        with kombu.Connection(self.vhost.url) as connection:
            channel = connection.channel()
            found = []
            while (message := channel.basic_get(down_queue("wms-01"), no_ack=True)) is not None:
                found.append(read_down(message.body))
            return found

    def close(self) -> None:
        self.publisher.close()
        self.post.close()


@pytest.fixture
def world(vhost: Vhost) -> Iterator[World]:
    hub = MemoryHub()
    world = World(vhost, hub.store, hub)
    yield world
    world.close()


def test_frames_come_in_and_their_receipt_goes_down(world: World) -> None:
    with running(world.frames.run):
        world.send(world.agent.open(), world.agent.data(document(b"1")), world.agent.data(document(b"2")))
        eventually(lambda: world.documents() == [b"1", b"2"])
        eventually(lambda: down_queue("wms-01") in world.vhost.queues())

    assert world.taken.is_set()
    assert world.heard()[-1]["contiguous"] == 3


def test_a_heartbeat_is_answered_with_the_present_receipt(world: World) -> None:
    world.hub.frames.take([world.agent.open()])
    with running(world.beats.run):
        world.beat(world.agent.beat())
        eventually(lambda: _row(world).beat == 1)

    assert [said["contiguous"] for said in world.heard()] == [1]


def test_an_agent_finds_its_queue_before_it_has_said_anything(world: World) -> None:
    with running(world.beats.run):
        eventually(lambda: down_queue("wms-01") in world.vhost.queues())


def test_the_queue_of_an_agent_that_was_deleted_is_made_again_by_the_next_receipt_but_one(
    world: World,
) -> None:
    with running(world.frames.run):
        world.send(world.agent.open())
        eventually(lambda: down_queue("wms-01") in world.vhost.queues())
        world.vhost.delete_queue(down_queue("wms-01"))
        world.send(world.agent.data(document(b"1")))
        world.send(world.agent.data(document(b"2")))

        def made_again() -> bool:
            """The broker says a while after a receipt was posted that it had no queue for it."""
            world.send(world.agent.data(document(b"again")))
            return down_queue("wms-01") in world.vhost.queues()

        eventually(made_again)
        eventually(lambda: len(world.documents()) == world.agent.number - 1)

    assert world.heard()[-1]["contiguous"] == world.agent.number


def test_a_dead_letter_of_the_broker_is_taken_in_and_alarmed(world: World) -> None:
    dead = Letter(exchange=DEAD, key="frame.0.wms-01", body=world.agent.open())
    with running(world.frames.run):
        eventually(lambda: world.post.post(dead).exception(WAIT_S) is None)
        eventually(lambda: _row(world).epoch == world.agent.epoch)

    kinds = [one.facts for one in world.store.rows(Arrival, limit=10)]
    assert kinds == [b'{"type":"alert.raised.v1"}']


def test_a_database_that_is_gone_and_back_costs_nothing(
    vhost: Vhost, postgres: Postgres, database_url: str
) -> None:
    store = _database(database_url)
    world = World(vhost, store, MemoryHub())
    with running(world.frames.run):
        world.send(world.agent.open(), world.agent.data(document(b"before")))
        eventually(lambda: world.documents() == [b"before"])
        postgres.stop()
        world.send(*[world.agent.data(document(b"%d" % number)) for number in range(20)])
        postgres.start()
        eventually(lambda: _taken(world) == 21)

    assert world.documents() == [b"before", *[b"%d" % number for number in range(20)]]
    assert vhost.depth(DEAD) == vhost.depth(intake_queue(0)) == 0
    world.close()


def _database(url: str) -> DatabaseStore:
    engine = make_engine(url)
    create_schema(engine, AT)
    return DatabaseStore(engine)


def _taken(world: World) -> int:
    try:
        return len(world.documents())
    except Unavailable:
        return -1


def _row(world: World) -> Agent:
    found = world.store.get(Agent, "wms-01")
    assert found is not None
    return found
