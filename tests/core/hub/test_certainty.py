"""Facts never wait; instructions park while something about their site or goods is not known for sure."""

from __future__ import annotations

import msgspec

from core.custody import Lot
from core.hub import failures
from core.hub.deliveries import Kept
from core.hub.failures import Failure
from tests.frames import document
from tests.hub_world import SLIPS, HubWorld, slip

BANK = """
partner: bank
name: A bank
parties: [bank]
sites: [{id: W1, zone: Asia/Shanghai}, {id: HQ, zone: Asia/Shanghai}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
"""
ORDERS = """
mapping: 1
reads: {format: json}
documents:
  - type: wms.release_order.v1
    identity: {number: order_no, revision: {value: "1"}}
    body:
      order_no: {from: no, required: true}
      contract_no: {value: ""}
      warehouse: {from: site, required: true}
      status: {value: open}
      issued_at: {from: at, as: datetime, required: true}
      valid_from: {from: at, as: datetime, required: true}
      valid_to: {value: "2026-12-31T00:00:00Z", as: datetime}
      tolerance: {value: "0", as: decimal}
      lots:
        each: lots
        fields:
          lot_no: lot
          max_quantity: {from: qty, as: quantity, unit: {value: TNE}}
"""


def _order(world: HubWorld, no: str, lot: str) -> Kept:
    said = {"no": no, "site": "W1", "at": "2026-11-23T07:30:00Z", "lots": [{"lot": lot, "qty": "1"}]}
    return world.deliver(msgspec.json.encode(said), no, partner="bank", site="HQ")


def _reserved(world: HubWorld, lot: str) -> int:
    row = world.store.get(Lot, "W1", lot)
    assert row is not None
    return row.reserved_micro


def _with_bank(world: HubWorld) -> None:
    world.publish(ORDERS.replace('{value: ""}', "{value: PC-1}"), BANK, partner="bank")


def _again(world: HubWorld) -> None:
    with world.store.unit() as unit:
        for row in world.failures():
            if row.state == failures.OPEN:
                changed = msgspec.structs.replace(row, state=failures.WAITING, due_at=unit.now)
                unit.shelf(Failure).put(changed)
    world.work()


def test_a_release_waits_while_its_site_is_uncertain_and_goes_on_when_it_is_mended(world: HubWorld) -> None:
    _with_bank(world)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    bad = world.deliver(slip("in", "IN-2", ("L2", "10")).replace(b'"qty"', b'"quantity"'), "k2")
    world.work()

    order = _order(world, "RO-1", "L1")
    fact = world.deliver(slip("in", "IN-3", ("L3", "10")), "k3")
    world.work()

    assert world.status(order).state == "parked"
    assert "site:W1 is uncertain" in world.status(order).faults[0].text
    assert _reserved(world, "L1") == 0
    assert world.status(fact).state == "done"

    world.publish(SLIPS.replace("{from: qty,", "{from: [qty, quantity],"))
    world.work()
    _again(world)

    assert world.status(bad).state == "done"
    assert world.status(order).state == "done"
    assert _reserved(world, "L1") == 1_000_000


def test_a_release_waits_through_a_gap_and_goes_on_when_the_frame_has_come(world: HubWorld) -> None:
    _with_bank(world)
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "10")))))
    withheld = agent.data(document(slip("in", "IN-2", ("L2", "10"))))
    world.take(agent.data(document(slip("in", "IN-3", ("L3", "10")))))
    world.work()
    world.clock.move(6)
    world.frames.go_on_without(waited_s=5)
    world.work()

    order = _order(world, "RO-1", "L1")
    world.work()
    assert world.status(order).state == "parked"

    world.take(withheld)
    world.work()

    assert world.status(order).state == "done"
    assert _reserved(world, "L1") == 1_000_000


def test_an_order_that_was_never_parked_is_not_disturbed_by_another_sites_trouble(world: HubWorld) -> None:
    _with_bank(world)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.deliver(b"no json", "k2", site="W9")
    world.work()

    order = _order(world, "RO-1", "L1")
    world.work()

    assert world.status(order).state == "done"
