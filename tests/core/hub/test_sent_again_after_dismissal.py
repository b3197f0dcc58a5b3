"""A document sent again after its failure was dismissed: a fact is booked, an instruction asks a person."""

from __future__ import annotations

import msgspec

from core.hub import failures
from core.hub.deliveries import Kept
from core.hub.dismissals import dismiss
from core.hub.plan_records import Selection
from tests.core.hub.planning import ALL, finish, plans_of, stock
from tests.core.hub.test_certainty import _order, _reserved, _with_bank
from tests.frames import document
from tests.hub_world import HubWorld, slip
from tests.rebuild import assert_rebuilds

HUGE = "9000000000"  # A lot may hold so many tonnes, and not twice as much.
FULL = 9_000_000_000 * 1_000_000
SECOND = slip("in", "IN-2", ("L1", HUGE))


def _dismissed(world: HubWorld) -> Kept:
    """IN-2 was refused, for L1 is full of IN-1, and a person dismissed it."""
    world.deliver(slip("in", "IN-1", ("L1", HUGE)), "k1")
    refused = world.deliver(SECOND, "k2")
    world.work()
    assert [row.outcome for row in world.failures()] == ["refused"]
    dismiss(world.store, world.blobs, ALL, by="li", reason="they say it never came")
    world.work()
    return refused


def _room(world: HubWorld) -> None:
    """L1 is empty again."""
    world.deliver(slip("out", "OUT-1", ("L1", HUGE)), "k-out")
    world.work()
    assert stock(world) == {"L1": 0}


def test_a_fact_sent_again_after_it_was_dismissed_is_booked_once(world: HubWorld) -> None:
    refused = _dismissed(world)
    _room(world)

    again = world.deliver(SECOND, "k3")
    twice = world.deliver(SECOND, "k4")
    world.work()

    assert world.status(again).state == "done"
    [done] = world.status(again).documents
    assert done.linked == f"{refused.partition}/{refused.number}/0"
    assert world.status(twice).state == "noted"
    assert stock(world) == {"L1": FULL}
    assert [row.state for row in world.failures()] == [failures.DISMISSED]
    assert_rebuilds(world)


def test_by_another_door_it_is_booked_too(world: HubWorld) -> None:
    _dismissed(world)
    _room(world)
    agent = world.agent()

    world.take(agent.open(), agent.data(document(SECOND)), agent.data(document(SECOND)))
    world.work()

    assert stock(world) == {"L1": FULL}
    assert_rebuilds(world)


def test_what_still_cannot_be_is_told_again_and_not_lost(world: HubWorld) -> None:
    _dismissed(world)

    again = world.deliver(SECOND, "k3")
    twice = world.deliver(SECOND, "k4")
    world.work()

    assert world.status(again).state == "refused"
    assert world.status(twice).state == "refused"
    assert [row.state for row in world.failures()] == [failures.DISMISSED, failures.OPEN]
    assert stock(world) == {"L1": FULL}
    assert_rebuilds(world)


def test_what_was_dismissed_itself_is_not_tried_again(world: HubWorld) -> None:
    refused = _dismissed(world)
    _room(world)

    world.work()
    world.deliver(SECOND, "k2")
    world.work()

    assert world.status(refused).state == "refused"
    assert stock(world) == {"L1": 0}


def test_a_document_that_had_its_effect_is_only_linked_though_something_of_it_was_dismissed(
    world: HubWorld,
) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "5")), "k1")
    conflict = world.deliver(slip("in", "IN-1", ("L1", "6")), "k2")
    world.work()
    dismiss(world.store, world.blobs, ALL, by="li", reason="the first one is right")
    world.work()
    assert world.status(conflict).state == "refused"

    same = world.deliver(slip("in", "IN-1", ("L1", "5")), "k3")
    other = world.deliver(slip("in", "IN-1", ("L1", "6")), "k4")
    world.work()

    assert world.status(same).state == "noted"
    assert world.status(other).state == "conflict"
    assert stock(world) == {"L1": 5_000_000}
    assert_rebuilds(world)


def _dismissed_order(world: HubWorld) -> None:
    """An order to release L1 was refused, for L1 was not there, and the bank withdrew it by telephone."""
    _with_bank(world)
    world.deliver(slip("in", "IN-0", ("L0", "1")), "k0")
    _order(world, "RO-1", "L1")
    world.work()
    assert [row.outcome for row in world.failures()] == ["refused"]
    dismiss(world.store, world.blobs, ALL, by="li", reason="the bank withdrew it by telephone")
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()


def _order_again(world: HubWorld, key: str) -> Kept:
    """The same order under another key, as a source says it that is read again."""
    said = {"no": "RO-1", "site": "W1", "at": "2026-11-23T07:30:00Z", "lots": [{"lot": "L1", "qty": "1"}]}
    return world.deliver(msgspec.json.encode(said), key, partner="bank", site="HQ")


def test_an_order_sent_again_after_it_was_dismissed_is_not_carried_out_but_asked_about(
    world: HubWorld,
) -> None:
    _dismissed_order(world)

    again = _order_again(world, "RO-1 again")
    twice = _order_again(world, "RO-1 twice")
    world.work()

    assert world.status(again).state == "refused"
    text = world.status(again).faults[0].text
    assert "li: the bank withdrew it by telephone" in text
    assert "retry" in text
    assert world.status(twice).state == "refused"
    assert _reserved(world, "L1") == 0
    assert [row.state for row in world.failures()] == [failures.DISMISSED, failures.OPEN]
    assert_rebuilds(world)


def test_a_person_who_retries_it_carries_it_out_once(world: HubWorld) -> None:
    _dismissed_order(world)
    again = _order_again(world, "RO-1 again")
    world.work()
    plans = plans_of(world)
    plan = plans.create(Selection(cause=world.failures()[-1].cause), kind="retry", who="li", reason="wanted")
    plans.start(plan.plan_id, "wang")

    finish(world, plan)

    assert world.status(again).state == "done"
    assert _reserved(world, "L1") == 1_000_000
    _order_again(world, "RO-1 thrice")
    world.work()
    assert _reserved(world, "L1") == 1_000_000
    assert_rebuilds(world)


def test_a_person_who_dismisses_it_again_is_asked_again_the_next_time(world: HubWorld) -> None:
    _dismissed_order(world)
    _order_again(world, "RO-1 again")
    world.work()
    dismiss(world.store, world.blobs, ALL, by="wang", reason="still withdrawn")
    world.work()

    later = _order_again(world, "RO-1 later")
    world.work()

    assert "wang: still withdrawn" in world.status(later).faults[0].text
    assert _reserved(world, "L1") == 0
    assert_rebuilds(world)
