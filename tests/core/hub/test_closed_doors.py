"""A contract says through which doors its partner speaks; what comes through another is not believed."""

from __future__ import annotations

from tests.frames import document
from tests.hub_world import CONTRACT, HubWorld, slip


def test_what_comes_through_a_closed_door_is_a_dead_letter_until_the_door_is_opened(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}doors: [agent]\n")
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    status = world.status(kept)
    assert (status.state, status.documents) == ("unreadable", [])
    assert "does not speak through the door 'rest'" in status.faults[0].text
    assert status.faults[0].cause == "contract.closed_door@wms/rest"


def test_a_contract_that_names_its_door_hears_what_comes_through_it(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}doors: [agent, rest]\n")
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    assert world.status(kept).state == "done"


def test_an_agent_s_door_is_held_like_any_other(world: HubWorld) -> None:
    world.publish(contract=f"{CONTRACT}doors: [rest]\n")
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "10")))))
    world.work()

    [failure] = world.failures()
    assert failure.cause == "contract.closed_door@wms/agent"
