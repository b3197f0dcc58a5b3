"""A partner whose backlog is over its limit is slowed, told so once, and let go at half of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from core.hub.agents import Agent
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arrival
from core.hub.commands import DONE, EXPIRED, GIVEN, HubCommand, pending, settle
from core.hub.easing import LASTS_S, RENEW_S, Easing, Slowed, Told, slowed
from core.hub.views import Outlet
from core.kernel.clock import FixedClock
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import START, HubWorld, slip

LIMIT = 10
SLOW = {"frames_per_s": 1, "lasts_s": LASTS_S}
LET_GO = {"frames_per_s": 0, "lasts_s": 1}


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> HubWorld:
    """A partner with one agent, and one message, so that it has a stream."""
    clock = FixedClock(START)
    made = HubWorld(open_store(request.param, request, clock), clock, tmp_path / "mappings")
    made.publish()
    made.agent()
    made.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    return made


def look(world: HubWorld, waiting: int, *, handled: int = 0, after_s: float = 5) -> list[Told]:
    """The next turn, when so many wait."""
    world.clock.move(after_s)
    outlet = Outlet(partition=1, taken=handled + waiting, position=handled, stopped="")
    return Easing(world.store, world.blobs, lambda partner: LIMIT).look([outlet])


def told(world: HubWorld) -> list[tuple[object, str]]:
    rows = world.store.rows(HubCommand, limit=99, agent="agent-1")
    return [(msgspec.json.decode(row.arguments), row.state) for row in rows]


def done(world: HubWorld) -> None:
    """The agent has done all that it was told."""
    with world.store.unit() as unit:
        settle(unit, "agent-1", done=99, error="")


def test_over_its_limit_it_is_slowed_once_and_at_half_of_it_let_go(world: HubWorld) -> None:
    assert look(world, LIMIT) == []
    assert told(world) == []

    [alert] = look(world, LIMIT + 1)
    assert isinstance(alert, AlertRaised)
    assert "11 messages of wms wait, over 10" in alert.text
    assert slowed(world.store, "wms", world.clock.now()) is not None
    done(world)
    for waiting in (LIMIT + 5, LIMIT, LIMIT // 2 + 1, LIMIT + 1):
        assert look(world, waiting) == []
    assert told(world) == [(SLOW, DONE)]

    [alert] = look(world, LIMIT // 2)
    assert isinstance(alert, AlertCleared)
    assert slowed(world.store, "wms", world.clock.now()) is None
    assert told(world) == [(SLOW, DONE), (LET_GO, GIVEN)]
    assert look(world, LIMIT // 2) == []


def test_the_alert_is_kept_with_what_it_tells_so_that_no_stop_of_the_clock_comes_between(
    world: HubWorld,
) -> None:
    for waiting in (LIMIT + 1, LIMIT + 1, 0, 0):
        look(world, waiting)

    names = [row.name for row in world.store.rows(Arrival, limit=99) if row.partner == "hub"]
    assert [name.split(":")[:2] for name in names] == [["H18", "wms"]] * 2


def test_while_it_lasts_it_is_said_again_and_only_when_the_last_was_done(world: HubWorld) -> None:
    look(world, 99)
    look(world, 99, after_s=RENEW_S)
    assert told(world) == [(SLOW, GIVEN)]

    done(world)
    look(world, 99, after_s=RENEW_S)
    assert told(world) == [(SLOW, DONE), (SLOW, GIVEN)]

    look(world, 99, after_s=LASTS_S)
    with world.store.unit() as unit:
        assert [one.number for one in pending(unit, "agent-1")] == [3]
    assert [state for _, state in told(world)] == [DONE, EXPIRED, GIVEN]


def test_without_a_clock_that_renews_it_everybody_is_let_go(world: HubWorld) -> None:
    look(world, 99)
    world.clock.move(LASTS_S)

    assert slowed(world.store, "wms", world.clock.now()) is None


def test_what_was_found_outlives_a_restart_and_says_how_soon_it_is_empty(world: HubWorld) -> None:
    look(world, 90, handled=10)
    look(world, 60, handled=40)

    row = world.store.get(Slowed, "wms")
    assert row is not None
    assert (row.waiting, row.empty_in_s) == (60, 10)
    look(world, 60, handled=40)
    row = world.store.get(Slowed, "wms")
    assert row is not None
    assert row.empty_in_s == -1


def test_a_revoked_agent_is_told_nothing(world: HubWorld) -> None:
    with world.store.unit() as unit:
        agent = unit.shelf(Agent).get("agent-1")
        assert agent is not None
        unit.shelf(Agent).put(msgspec.structs.replace(agent, state="revoked"))

    look(world, 99)

    assert told(world) == []
