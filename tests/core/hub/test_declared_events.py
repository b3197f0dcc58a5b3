"""EPCIS events with an error declaration through the hub: reversed exactly once, in any order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.custody import Lot
from core.hub.alert_book import Alert
from tests.frames import document
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

EVENTS = (Path(__file__).parents[3] / "mappings" / "standards" / "epcis" / "events.yaml").read_text()
WRONG: dict[str, Any] = {
    "errorDeclaration": {"declarationTime": "2026-11-23T06:00:00Z", "reason": "incorrect_data"}
}
STEEL = "urn:epc:class:lgtin:6926012.100001.HEAT-1"


def _event(number: str = "E-1", step: str = "receiving", quantity: float = 5, **more: Any) -> bytes:
    said = {
        "type": "ObjectEvent",
        "eventTime": "2026-11-23T05:00:00Z",
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "bizStep": step,
        "quantityList": [{"epcClass": STEEL, "quantity": quantity, "uom": "TNE"}],
        **({"eventID": number} if number else {}),
        **more,
    }
    return msgspec.json.encode(said)


def _xml(wrong: str = "") -> bytes:
    """The event of _event("") as a partner with EPCIS 1.2 sends it."""
    return f"""<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2"
        creationDate="2026-11-23T05:00:01Z"><EPCISBody><EventList><ObjectEvent>
        <eventTime>2026-11-23T13:00:00+08:00</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>
        <baseExtension>{wrong}</baseExtension><epcList/><action>ADD</action>
        <bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep><extension><quantityList><quantityElement>
        <epcClass>{STEEL}</epcClass><quantity>5.0</quantity><uom>TNE</uom></quantityElement></quantityList>
        </extension></ObjectEvent></EventList></EPCISBody></e:EPCISDocument>""".encode()


def _stock(world: HubWorld) -> dict[str, int]:
    world.work()
    return {lot.lot_no: lot.on_hand_micro // 1_000_000 for lot in world.store.rows(Lot, limit=9)}


def _alarms(world: HubWorld) -> set[str]:
    return {f"{row.code} {row.object}" for row in world.store.rows(Alert, limit=99) if row.state == "open"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_they_come_the_book_is_the_same(world: HubWorld, order: tuple[int, ...]) -> None:
    world.publish(EVENTS)
    said = [_event(), _event(**WRONG), _event("E-2", quantity=7)]

    for place in order:
        world.deliver(said[place], f"k{place}")
        world.work()

    assert _stock(world) == {STEEL: 7}
    assert "C07 W1/E-1/declared" in _alarms(world)
    assert_rebuilds(world)


def test_by_two_doors_and_twice_it_is_reversed_once(world: HubWorld) -> None:
    world.publish(EVENTS)
    agent = world.agent()
    for key in ("one", "two"):
        world.deliver(_event(), key)
        world.deliver(_event(**WRONG), f"{key} wrong")
    world.take(agent.open(), agent.data(document(_event(**WRONG)), document(_event())))

    assert _stock(world) == {STEEL: 0}
    assert_rebuilds(world)


def test_an_event_without_a_number_is_known_by_its_hash(world: HubWorld) -> None:
    world.publish(EVENTS)
    world.deliver(_event(""), "k1")
    world.deliver(_event("", **WRONG), "k2")

    assert _stock(world) == {STEEL: 0}


@pytest.mark.parametrize("xml_first", [True, False])
def test_the_same_event_in_xml_and_in_json_moves_stock_once(world: HubWorld, *, xml_first: bool) -> None:
    world.publish(EVENTS)
    for key, payload in enumerate((_xml(), _event("")) if xml_first else (_event(""), _xml())):
        world.deliver(payload, f"k{key}")

    assert _stock(world) == {STEEL: 5}
    assert _alarms(world) == set()
    assert_rebuilds(world)


def test_declared_wrong_in_xml_and_in_json_it_is_reversed_once(world: HubWorld) -> None:
    world.publish(EVENTS)
    declared = """<errorDeclaration><declarationTime>2026-11-23T06:00:00Z</declarationTime>
        <reason>urn:epcglobal:cbv:er:incorrect_data</reason></errorDeclaration>"""
    for key, payload in enumerate((_event(""), _xml(declared), _event("", **WRONG))):
        world.deliver(payload, f"k{key}")

    assert _stock(world) == {STEEL: 0}
    assert_rebuilds(world)


def test_what_moved_no_stock_is_noted_as_before(world: HubWorld) -> None:
    world.publish(EVENTS)
    kept = world.deliver(_event(step="inspecting", **WRONG), "k1")
    world.work()

    assert world.status(kept).state == "noted"
    assert _alarms(world) == set()
