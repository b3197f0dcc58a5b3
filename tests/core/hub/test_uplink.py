"""Frames and heartbeats off the bus: taken in, answered, and what cannot be taken is kept and alarmed."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.agents import Quarantined
from core.hub.alerts import AlertRaised
from core.hub.bus import Delivery
from core.hub.downlink import Down
from core.hub.uplink import BeatRuns, FrameRuns
from core.kernel.errors import Broken, Unavailable
from tests.core.hub.agents_on_the_wire import WireAgent, document, read_down
from tests.core.hub.world import MemoryHub


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
def agent(hub: MemoryHub) -> WireAgent:
    agent = WireAgent()
    agent.enrol_in(hub.store)
    return agent


@pytest.fixture
def frames(hub: MemoryHub) -> FrameRuns:
    return FrameRuns(hub.store, hub.blobs, hub.frames, hub.downlink)


def deliveries(*frames: bytes, dead: str = "") -> list[Delivery]:
    return [Delivery(frame, "frame.0.wms-01", "", dead) for frame in frames]


def alarms(hub: MemoryHub) -> list[AlertRaised]:
    stored = [one for one in hub.arrivals() if b"alert.raised.v1" in one.facts]
    return [msgspec.json.decode(one.body or b"", type=AlertRaised) for one in stored]


def documents(hub: MemoryHub) -> list[bytes | None]:
    return [one.body for one in hub.arrivals() if one.kind == "document"]


def kept(hub: MemoryHub) -> list[Quarantined]:
    return hub.store.rows(Quarantined, limit=100)


def contiguous(downs: list[Down]) -> list[int]:
    return [read_down(down.text)["contiguous"] for down in downs]


def test_a_run_of_frames_is_one_commit_and_one_receipt(
    hub: MemoryHub, agent: WireAgent, frames: FrameRuns
) -> None:
    run = deliveries(agent.open(), agent.data(document(b"1")), agent.data(document(b"2")))

    downs = frames.take(run)

    assert documents(hub) == [b"1", b"2"]
    assert [down.agent for down in downs] == ["wms-01"]
    assert contiguous(downs) == [3]


def test_a_run_that_comes_twice_changes_nothing_and_is_answered_again(
    hub: MemoryHub, agent: WireAgent, frames: FrameRuns
) -> None:
    run = deliveries(agent.open(), agent.data(document(b"1")))
    frames.take(run)

    assert contiguous(frames.take(run)) == [2]
    assert documents(hub) == [b"1"]


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-1], lambda raw: b"", lambda raw: b"PK" + raw])
def test_a_frame_that_makes_no_sense_is_kept_and_the_others_are_taken(
    hub: MemoryHub, agent: WireAgent, frames: FrameRuns, spoil: object
) -> None:
    good = [agent.open(), agent.data(document(b"1"))]
    bad = spoil(agent.data(document(b"2")))  # type: ignore[operator]

    downs = frames.take(deliveries(good[0], bad, good[1]))

    assert contiguous(downs) == [2]
    assert [(one.agent, one.code, one.frame) for one in kept(hub)] == [("", "unreadable", bad)]
    assert "frame" in kept(hub)[0].text


def test_a_run_of_nonsense_alone_is_kept_once_however_often_it_comes(
    hub: MemoryHub, frames: FrameRuns
) -> None:
    assert frames.take(deliveries(b"junk", b"junk")) == []
    assert frames.take(deliveries(b"junk")) == []

    assert len(kept(hub)) == 1


def test_a_dead_letter_is_taken_in_like_any_frame_and_alarmed(
    hub: MemoryHub, agent: WireAgent, frames: FrameRuns
) -> None:
    frames.take(deliveries(agent.open()))

    frames.take(deliveries(agent.data(document(b"late")), dead="delivery_limit in lianqiao.intake.0"))

    assert documents(hub) == [b"late"]
    [alarm] = alarms(hub)
    assert (alarm.code, alarm.object) == ("H09", "dead-letters/wms-01")
    assert "delivery_limit in lianqiao.intake.0" in alarm.text
    assert [one.partner for one in hub.arrivals() if one.kind == "internal"] == ["acme"]


def test_a_dead_letter_of_nobody_we_know_is_alarmed_as_the_hubs_own(
    hub: MemoryHub, frames: FrameRuns
) -> None:
    frames.take(deliveries(b"junk", dead="rejected"))
    frames.take(deliveries(WireAgent(agent="nobody").open(), dead="rejected"))

    assert [one.partner for one in hub.arrivals()] == ["hub", "hub"]
    assert [alarm.object for alarm in alarms(hub)] == ["dead-letters/?", "dead-letters/unknown agent nobody"]


class BreaksOver:
    """An intake with a fault of ours: one payload breaks it."""

    def __init__(self, hub: MemoryHub, payload: bytes, error: Exception) -> None:
        self.inner, self.payload, self.error = hub.frames, payload, error

    def take(self, raws: list[bytes]) -> object:
        if any(self.payload in raw for raw in raws):
            raise self.error
        return self.inner.take(raws)


@pytest.mark.parametrize("error", [Broken("a promise failed"), KeyError("surprise")])
def test_a_frame_that_breaks_the_intake_is_set_aside_and_the_others_are_taken(
    hub: MemoryHub, agent: WireAgent, error: Exception
) -> None:
    poison = WireAgent(agent="erp-01", epoch="d" * 32)
    poison.enrol_in(hub.store)
    bad = poison.open()
    breaks = BreaksOver(hub, bad, error)
    frames = FrameRuns(hub.store, hub.blobs, breaks, hub.downlink)  # type: ignore[arg-type]

    downs = frames.take(deliveries(agent.open(), bad, agent.data(document(b"1"))))

    assert documents(hub) == [b"1"]
    assert contiguous(downs) == [1, 2]
    assert [(one.code, one.frame) for one in kept(hub)] == [("broken", bad)]
    assert [(alarm.code, alarm.object) for alarm in alarms(hub)] == [("H10", "set-aside/erp-01")]


def test_a_store_that_is_away_breaks_nothing_and_sets_nothing_aside(hub: MemoryHub, agent: WireAgent) -> None:
    breaks = BreaksOver(hub, b"", Unavailable("away"))
    frames = FrameRuns(hub.store, hub.blobs, breaks, hub.downlink)  # type: ignore[arg-type]

    with pytest.raises(Unavailable):
        frames.take(deliveries(agent.open(), agent.data(document(b"1"))))

    assert kept(hub) == []


def test_heartbeats_are_answered_with_the_receipt_once_an_agent(hub: MemoryHub, agent: WireAgent) -> None:
    hub.frames.take([agent.open()])
    beats = BeatRuns(hub.heartbeats, hub.downlink)

    downs = beats.take([Delivery(agent.beat()), Delivery(b"junk"), Delivery(agent.beat())])

    assert [down.agent for down in downs] == ["wms-01"]
    assert contiguous(downs) == [1]


def test_who_is_not_believed_is_not_answered(hub: MemoryHub, agent: WireAgent) -> None:
    beats = BeatRuns(hub.heartbeats, hub.downlink)

    assert beats.take([Delivery(WireAgent(seed=b"x" * 32).beat())]) == []
