"""Delivery, document, effect: the three identities, and what a repeat of each means."""

from __future__ import annotations

import pytest

from core.hub.alert_book import Alert
from core.hub.deliveries import DeliveryConflict
from tests.frames import document
from tests.hub_world import HubWorld, slip


def test_a_delivery_moves_the_books_once_and_is_found_by_its_keys(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "IN-1", ("L1", "10.5")), "k1")

    world.work()

    assert world.status(kept).state == "done"
    [effect] = world.effects()
    assert (effect.room, effect.key) == ("custody", "W1/L1") or "L1" in effect.key


def test_the_same_delivery_again_gets_the_same_answer_and_moves_nothing(world: HubWorld) -> None:
    first = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    again = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    assert (again.partition, again.number, again.again) == (first.partition, first.number, True)
    assert len(world.effects()) == 1


def test_a_delivery_key_with_another_payload_is_refused_and_alarmed(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    with pytest.raises(DeliveryConflict, match="another payload"):
        world.deliver(slip("in", "IN-1", ("L1", "11")), "k1")
    world.work()

    [alert] = world.store.rows(Alert, limit=10)
    assert alert.code == "H02"
    assert len(world.effects()) == 1


@pytest.mark.parametrize(
    ("changed", "told"), [({"site": "W2"}, "for site 'W1'"), ({"source": "stock"}, "for source 'slips'")]
)
def test_a_delivery_key_for_another_source_or_site_is_refused_and_alarmed_though_its_bytes_are_the_same(
    world: HubWorld, changed: dict[str, str], told: str
) -> None:
    first = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    with pytest.raises(DeliveryConflict, match=told):
        world.deliver(slip("in", "IN-1", ("L1", "10")), "k1", **changed)
    world.work()

    [alert] = world.store.rows(Alert, limit=10)
    assert alert.code == "H02"
    assert len(world.effects()) == 1
    again = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    assert (again.partition, again.number, again.again) == (first.partition, first.number, True)


def test_one_document_by_agent_and_rest_is_one_effect(world: HubWorld) -> None:
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "10")))))
    lots = b'"lots": [ {"qty": "10", "lot": "L1"} ]'
    pretty = b'{ %b,\n "no": "IN-1", "at": "2026-11-23T07:00:00Z", "kind": "in" }' % lots
    by_rest = world.deliver(pretty, "k1")

    world.work()

    assert len(world.effects()) == 1
    [linked] = world.status(by_rest).documents
    assert linked.outcome == "noted"
    assert "seen before" in linked.reason


def test_a_document_with_an_effect_that_comes_with_other_content_is_a_conflict(world: HubWorld) -> None:
    """T20."""
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    second = world.deliver(slip("in", "IN-1", ("L1", "12")), "k2")
    world.work()

    assert world.status(second).state == "conflict"
    assert len(world.effects()) == 1
    [alert] = [one for one in world.store.rows(Alert, limit=10) if one.code == "H03"]
    assert "IN-1" in alert.object


def test_a_document_without_effect_is_corrected_by_its_successor(world: HubWorld) -> None:
    refused = world.deliver(slip("in", "IN-1", ("L1", "10"), ("L1", "3"), unit="TNE"), "k0")
    world.work()
    first = world.deliver(
        slip("in", "IN-2", ("L1", "10")).replace(b'"qty":"10"', b'"qty":"10","unit":"XYZ"'), "k1"
    )
    world.work()
    assert world.status(first).state == "refused"

    second = world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.work()

    status = world.status(second)
    assert status.state == "done"
    assert status.documents[0].linked == f"{first.partition}/{first.number}/0"
    assert world.status(refused).state == "done"


def test_a_new_revision_is_another_document(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    second = world.deliver(slip("in", "IN-1", ("L1", "5"), rev="2"), "k2")

    world.work()

    assert world.status(second).state == "done"
    assert len(world.effects()) == 2


def test_what_was_refused_is_refused_by_any_other_door_too(world: HubWorld) -> None:
    unit_nobody_knows = slip("in", "IN-2", ("L1", "10")).replace(b'"qty":"10"', b'"qty":"10","unit":"XYZ"')
    world.deliver(unit_nobody_knows, "k1")
    world.work()

    again = world.deliver(unit_nobody_knows, "k2")
    world.work()

    status = world.status(again)
    assert status.state == "refused"
    assert "failed there" in status.documents[0].reason
    assert world.effects() == []
