"""An agent whose clock is wrong: shown, alarmed, and nothing that it sends is moved in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.hub.alert_book import Alert
from core.hub.arrivals import Arrival
from core.hub.heartbeats import Heartbeats
from core.hub.signed_text import wire_time
from tests.core.hub.agents_on_the_wire import WireAgent, document
from tests.hub_world import HubWorld, slip

TEN_MINUTES = timedelta(minutes=10)


def _beat(world: HubWorld, agent: WireAgent, ahead: timedelta) -> None:
    hub = Heartbeats(world.store, world.blobs, world.key)
    hub.hear_one(agent.beat(at=wire_time(world.clock.now() + ahead)))
    world.work()


def _clock(world: HubWorld) -> tuple[str, str]:
    """State and text of the last alarm about its clock; nothing where none was ever raised."""
    found = sorted(world.store.rows(Alert, limit=9), key=lambda row: row.opened)
    assert all((row.code, row.object) == ("C15", "agent-1/clock") for row in found)
    return (found[-1].state, found[-1].text) if found else ("", "")


@pytest.fixture
def agent(world: HubWorld) -> WireAgent:
    made = WireAgent(agent="agent-1", partner="wms")
    made.enrol_in(world.store)
    return made


@pytest.mark.parametrize(("off", "said"), [(TEN_MINUTES, "600 s ahead of"), (-TEN_MINUTES, "600 s behind")])
def test_an_agent_ten_minutes_off_is_alarmed_once_and_no_more_when_its_clock_is_right(
    world: HubWorld, agent: WireAgent, off: timedelta, said: str
) -> None:
    """T21."""
    _beat(world, agent, timedelta(seconds=100))
    assert _clock(world) == ("", "")

    for _ in range(3):
        _beat(world, agent, off)
    state, text = _clock(world)
    assert state == "open"
    assert f"the clock of agent-1 is {said} the hub's" in text

    _beat(world, agent, timedelta(0))
    assert _clock(world)[0] == "closed"
    _beat(world, agent, off)
    assert _clock(world)[0] == "open"


def test_what_a_fast_agent_sends_is_booked_and_each_of_its_times_stays_what_it_was(
    world: HubWorld, agent: WireAgent
) -> None:
    now = world.clock.now()
    agent.sealed_at = wire_time(now + TEN_MINUTES)
    payload = slip("in", "IN-1", ("L1", "10"), at=(now - timedelta(minutes=1)).isoformat())
    record = document(payload, source="slips", site="W1", seen_at=agent.sealed_at)

    world.take(agent.open(), agent.data(record))
    world.work()

    [arrival] = [row for row in world.store.rows(Arrival, limit=9) if row.kind == "document"]
    assert (arrival.received_at, arrival.sent_at, arrival.seen_at) == (
        now, now + TEN_MINUTES, now + TEN_MINUTES,
    )  # fmt: skip
    [inbound] = world.documents("wms.inbound.v1")
    assert (inbound.outcome, inbound.event_time, inbound.record_time) == (
        "done", now - timedelta(minutes=1), now,
    )  # fmt: skip
