"""A lost key frame: what lies behind it cannot be verified, waits, is told, and moves nothing."""

from __future__ import annotations

import msgspec
import pytest

from core.hub.agents import Agent, Epoch, Gap, HeldFrame, Quarantined
from core.hub.alert_book import Alert
from core.hub.failures import Uncertain
from tests.frames import FrameMaker, document
from tests.hub_world import HubWorld, slip

STRANGERS_KEY = b"\x09" * 32


def _in(number: int) -> dict[str, object]:
    return document(slip("in", f"IN-{number}", (f"L{number}", "1")))


def _booked(world: HubWorld) -> list[str]:
    world.work()
    inbound = [row for row in world.documents("wms.inbound.v1") if row.outcome == "done"]
    return [row.key for row in sorted(inbound, key=lambda row: (row.partition, row.number))]


def _alarms(world: HubWorld) -> list[str]:
    world.work()
    return [f"{alert.code} {alert.state}" for alert in world.store.rows(Alert, limit=100)]


def _wait(world: HubWorld, seconds: float = 5.1) -> None:
    world.clock.move(seconds)
    world.frames.go_on_without(waited_s=lambda _partner: 5)


def _beat(world: HubWorld, *, sealed: int, epoch: str = "0" * 31 + "1") -> None:
    """The agent's heartbeat, heard and kept: how many frames it has sealed."""
    with world.store.unit() as unit:
        agent = unit.shelf(Agent).get("agent-1")
        assert agent is not None
        status = msgspec.json.encode({"epoch": epoch, "sealed": sealed, "state": "running"})
        unit.shelf(Agent).put(
            msgspec.structs.replace(agent, status=status, beat=agent.beat + 1, beat_at=unit.now)
        )


def _lost_key(world: HubWorld) -> tuple[FrameMaker, bytes, list[bytes]]:
    """An agent whose key frame is on its way still, and two frames of its new key."""
    agent = world.agent()
    world.take(agent.open(), agent.data(_in(1)))
    change = agent.new_key(b"\x22" * 32)
    return agent, change, [agent.data(_in(2)), agent.data(_in(3))]


def test_a_lost_key_frame_is_told_as_a_gap_and_what_lies_behind_it_waits(world: HubWorld) -> None:
    _, change, behind = _lost_key(world)
    world.take(*behind)

    _wait(world, 4.9)
    assert _alarms(world) == []
    _wait(world, 0.2)

    assert _booked(world) == ["IN-1"]
    assert _alarms(world) == ["C15 open"]
    assert [row.scope for row in world.store.rows(Uncertain, limit=9)] == ["site:W1"]

    receipt = world.take(change)

    assert (receipt.contiguous, receipt.held, receipt.missing) == (5, [], [])
    assert _booked(world) == ["IN-1", "IN-2", "IN-3"]
    assert _alarms(world) == ["C15 closed"]
    assert world.store.rows(Gap, limit=9) == []
    assert world.store.rows(Uncertain, limit=9) == []


def test_the_gap_is_told_once_however_often_it_is_looked_at(world: HubWorld) -> None:
    _, _, behind = _lost_key(world)
    world.take(*behind)

    for _ in range(5):
        _wait(world)
        world.work()

    [alert] = world.store.rows(Alert, limit=9)
    assert (alert.code, alert.count) == ("C15", 1)
    assert len(world.documents("hub.noticed.v1")) == 1


def test_what_is_missing_is_asked_for_and_the_number_does_not_move(world: HubWorld) -> None:
    agent, _, behind = _lost_key(world)
    world.take(*behind)
    _wait(world)

    receipt = world.take(agent.frames[1])

    assert (receipt.contiguous, receipt.held, receipt.missing) == (2, [4, 5], [3])
    epoch = world.store.get(Epoch, "agent-1", agent.epoch)
    assert epoch is not None
    assert epoch.booked == 2


def test_a_frame_before_the_lost_key_does_not_end_the_alarm(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open())
    before = agent.data(_in(1))
    change = agent.new_key(b"\x22" * 32)
    world.take(agent.data(_in(2)))
    _wait(world)

    world.take(before)
    assert _booked(world) == ["IN-1"]
    assert _alarms(world) == ["C15 open"]
    _wait(world)
    world.take(change)

    assert _booked(world) == ["IN-1", "IN-2"]
    assert _alarms(world) == ["C15 closed"]


def test_a_strangers_frame_ends_as_a_strangers_once_the_agent_says_how_much_it_sealed(
    world: HubWorld,
) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    stranger.number = 6
    world.take(stranger.data(_in(9)))
    _wait(world)
    assert _alarms(world) == ["C15 open"]

    world.clock.move(120)
    _beat(world, sealed=1)
    _wait(world)

    assert _alarms(world) == ["C15 closed", "H01 open"]
    assert world.store.rows(HeldFrame, limit=9) == []
    assert [row.code for row in world.store.rows(Quarantined, limit=9)] == ["signature"]
    assert world.store.rows(Uncertain, limit=9) == []
    assert world.take(agent.data(_in(1))).contiguous == 2


def test_a_known_stranger_raises_no_second_alarm_by_more_frames(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    for number in range(6, 12):
        stranger.number = number
        world.take(stranger.data(_in(number)))
        _wait(world, 120)
        _beat(world, sealed=1)
        _wait(world)
        world.work()

    assert _alarms(world) == ["C15 closed", "H01 open"]
    assert [alert.count for alert in world.store.rows(Alert, limit=9)] == [1, 1]


def test_behind_a_known_stranger_the_agents_own_word_still_tells_its_gap(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    stranger.number = 1
    world.take(stranger.data(_in(8)))
    assert _alarms(world) == ["H01 open"]
    change = agent.new_key(b"\x22" * 32)
    world.take(agent.data(_in(1)))

    _wait(world)
    assert _alarms(world) == ["H01 open"]
    _beat(world, sealed=3)
    _wait(world)
    assert _alarms(world) == ["C15 open", "H01 open"]

    world.take(change)
    assert _booked(world) == ["IN-1"]
    assert _alarms(world) == ["C15 closed", "H01 open"]


def test_frames_signed_by_nobody_known_raise_one_alarm_of_their_agent(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    for number in range(5):
        stranger.number = 1
        world.take(stranger.data(_in(number)))
        world.work()

    [alert] = world.store.rows(Alert, limit=9)
    assert (alert.code, alert.count) == ("H01", 1)
    assert len(world.store.rows(Quarantined, limit=9)) == 5


def test_a_stranger_in_the_agents_place_gives_way_to_its_frame(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    second, third = agent.data(_in(1)), agent.data(_in(2))
    stranger.number = 2
    world.take(stranger.data(_in(9)))

    receipt = world.take(third, second)

    assert receipt.contiguous == 3
    assert _booked(world) == ["IN-1", "IN-2"]


def test_a_strangers_old_frame_does_not_shorten_the_wait_for_the_agents_own(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    stranger.number = 500
    world.take(stranger.data(_in(9)))
    _wait(world, 60)
    withheld = agent.data(_in(1))
    world.take(agent.data(_in(2)))

    _wait(world, 1)

    assert world.take(withheld).contiguous == 3
    assert _booked(world) == ["IN-1", "IN-2"]


def test_a_strangers_frame_within_a_gap_is_not_held_for_ever(world: HubWorld) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    withheld = [agent.data(_in(1)), agent.data(_in(2))]
    stranger.number = 2
    world.take(stranger.data(_in(9)), agent.data(_in(3)))

    _wait(world)
    receipt = world.take(*withheld)

    assert (receipt.contiguous, receipt.held, receipt.missing) == (4, [], [])
    assert _booked(world) == ["IN-3", "IN-1", "IN-2"]


@pytest.mark.parametrize("ahead", [1_000_000, 1_200])
def test_what_cannot_be_verified_is_held_near_the_chains_end_only(world: HubWorld, ahead: int) -> None:
    agent, stranger = world.agent(), FrameMaker("agent-1", seed=STRANGERS_KEY)
    world.take(agent.open())
    stranger.number = ahead

    receipt = world.take(stranger.data(_in(9)))
    _wait(world)

    assert receipt.held == []
    assert _alarms(world) == []
    assert [row.code for row in world.store.rows(Quarantined, limit=9)] == ["early"]


def test_what_nobody_could_verify_is_kept_aside_when_its_epoch_closes(world: HubWorld) -> None:
    agent, _, behind = _lost_key(world)
    world.take(*behind)
    fresh = FrameMaker("agent-1", epoch="e" * 32)

    world.take(fresh.open({"epoch": agent.epoch, "number": 5}))

    assert world.store.rows(HeldFrame, limit=9) == []
    assert sorted(row.frame for row in world.store.rows(Quarantined, limit=9)) == sorted(behind)
    assert _booked(world) == ["IN-1"]


def test_a_fork_with_held_frames_does_not_keep_other_streams_waiting(world: HubWorld) -> None:
    forked, other = world.agent("agent-0"), world.agent("agent-9")
    world.take(forked.open(), forked.data(_in(1)))
    forked.data(_in(2))
    world.take(forked.data(_in(3)))
    world.take(forked.data(_in(4), previous="ab" * 32))
    world.take(other.open())
    other.data(_in(5))
    world.take(other.data(_in(6)))

    _wait(world)

    assert "IN-6" in _booked(world)
