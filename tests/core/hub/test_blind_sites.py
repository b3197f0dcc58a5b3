"""A site that nobody sees gives nothing out: a silent feed blinds it, a gap makes it uncertain."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from msgspec.structs import replace

from core.custody import FeedHeard, FeedSilent, Lot, why_unseen
from core.hub.deliveries import Kept
from core.hub.intake import store_arrivals
from core.hub.message import Message
from core.hub.notices import internal
from tests.core.hub.test_certainty import BANK, ORDERS
from tests.frames import document
from tests.hub_world import START, HubWorld, slip
from tests.rebuild import assert_rebuilds


def told(world: HubWorld, type_name: str, body: msgspec.Struct) -> None:
    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [internal(type_name, body, partner="wms", site="W1", key="told")])
    world.work()


def ordered(world: HubWorld, number: str, at: str) -> Kept:
    said = {"no": number, "site": "W1", "at": at, "lots": [{"lot": "L1", "qty": "1"}]}
    kept = world.deliver(msgspec.json.encode(said), number, partner="bank", site="HQ")
    world.work()
    return kept


def goods(world: HubWorld) -> None:
    world.publish(ORDERS.replace('{value: ""}', "{value: PC-1}"), BANK, partner="bank")
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()


def silent(cause: str) -> FeedSilent:
    return FeedSilent(site="W1", cause=cause, since=START, text=f"{cause} is silent")


def heard(world: HubWorld, cause: str) -> FeedHeard:
    return FeedHeard(site="W1", cause=cause, at=world.clock.now())


def test_while_a_feed_is_silent_its_site_releases_nothing_and_facts_are_booked(world: HubWorld) -> None:
    goods(world)
    told(world, "custody.feed_silent.v1", silent("feed wms/slips"))

    order = ordered(world, "RO-1", "2026-11-23T08:30:00Z")
    fact = world.deliver(slip("in", "IN-2", ("L2", "5")), "k2")
    world.work()

    assert world.status(order).state == "refused"
    assert "W1 is blind since 2026-11-23 08:00:00Z" in world.status(order).faults[0].text
    assert world.status(fact).state == "done"
    assert_rebuilds(world)


def test_it_releases_again_only_when_every_cause_is_gone(world: HubWorld) -> None:
    goods(world)
    for cause in ("feed wms/slips", "agent agent-1"):
        told(world, "custody.feed_silent.v1", silent(cause))

    told(world, "custody.feed_heard.v1", heard(world, "feed wms/slips"))
    assert world.status(ordered(world, "RO-1", "2026-11-23T08:30:00Z")).state == "refused"

    told(world, "custody.feed_heard.v1", heard(world, "agent agent-1"))
    assert world.status(ordered(world, "RO-2", "2026-11-23T08:30:00Z")).state == "done"
    assert_rebuilds(world)


def test_a_draw_on_goods_asks_which_of_their_sites_are_unseen(world: HubWorld) -> None:
    goods(world)
    told(world, "custody.feed_silent.v1", silent("agent agent-1"))

    with world.store.unit() as unit:
        lot = unit.shelf(Lot).get("W1", "L1")
        assert lot is not None
        unit.shelf(Lot).put(replace(lot, contract_no="PC-1"))
        assert why_unseen(unit, "PC-1") == ["W1 is blind since 2026-11-23 08:00:00Z"]
        assert why_unseen(unit, "PC-2") == []


def test_behind_a_gap_an_order_parks_and_goes_on_when_the_gap_is_filled(world: HubWorld) -> None:
    goods(world)
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-2", ("L2", "10")))))
    withheld = agent.data(document(slip("in", "IN-3", ("L3", "10"))))
    world.take(agent.data(document(slip("in", "IN-4", ("L4", "10")))))
    world.work()
    world.clock.move(6)
    world.frames.go_on_without(waited_s=lambda _partner: 5)
    world.work()

    order = ordered(world, "RO-1", "2026-11-23T08:00:06Z")
    assert world.status(order).state == "parked"

    world.take(withheld)
    world.work()
    assert world.status(order).state == "done"


def test_a_command_parks_while_a_site_it_rests_on_is_uncertain(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def goods_elsewhere(message: Message, _work: object) -> Iterable[str]:
        return [f"W{9 if message.key == 'RO-1' else 8}"]

    goods(world)
    handlers = world.rooms.handlers("wms.release_order.v1")
    resting = tuple(replace(one, rests_on=goods_elsewhere) for one in handlers)
    monkeypatch.setitem(world.rooms._by_type, "wms.release_order.v1", resting)
    world.deliver(b"no json", "k9", site="W9")
    world.work()

    parked = ordered(world, "RO-1", "2026-11-23T08:30:00Z")
    done = ordered(world, "RO-2", "2026-11-23T08:30:00Z")

    assert world.status(parked).state == "parked"
    assert "site:W9 is uncertain" in world.status(parked).faults[0].text
    assert world.status(done).state == "done"
