"""Facts never wait; instructions park while something about their site or goods is not known for sure."""

from __future__ import annotations

import msgspec
import pytest

from core.custody import Lot
from core.hub import failures
from core.hub.agents import Epoch
from core.hub.alert_book import Alert
from core.hub.alerts import AlertClosed
from core.hub.deliveries import Kept
from core.hub.due_commands import due_commands
from core.hub.failures import Failure
from core.hub.forks import trust
from core.hub.handling import HandlerFunction
from core.hub.intake import store_arrivals
from core.hub.message import Message
from core.hub.notices import internal
from core.kernel.errors import Broken, Refused
from tests.frames import FrameMaker, document
from tests.hub_world import CONTRACT, SLIPS, HubWorld, slip

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
    world.frames.go_on_without(waited_s=lambda _partner: 5)
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


def test_goods_are_uncertain_after_a_new_spool_until_every_source_was_read_again(world: HubWorld) -> None:
    _with_bank(world)
    both = "feeds: [{source: counts, rules: [{mapping: in/slips.yaml}]}, {source: slips,"
    world.publish(contract=CONTRACT.replace("feeds: [{source: slips,", both))
    agent = world.agent()
    slips = document(slip("in", "IN-1", ("L1", "10")), facts={"watermark": "w1"})
    counts = document(slip("in", "IN-2", ("L2", "10")), source="counts", facts={"watermark": "c1"})
    world.take(agent.open(), agent.data(slips, counts))
    fresh = FrameMaker("agent-1", epoch="e" * 32)
    world.take(fresh.open({"epoch": agent.epoch, "number": 2}))
    world.work()
    order = _order(world, "RO-1", "L1")
    world.work()
    assert world.status(order).state == "parked"

    done = {"kind": "notice", "what": "reread_done", "text": "read again", "site": "W1", "seen_at": ""}
    world.take(fresh.data({**done, "source": "slips"}))
    world.work()
    assert world.status(order).state == "parked"
    world.take(fresh.data({**done, "source": "counts"}))
    world.work()

    assert world.status(order).state == "done"
    [alert] = world.store.rows(Alert, limit=9)
    assert (alert.code, alert.object, alert.state) == ("C15", "agent-1/epoch", "closed")


def test_a_gap_of_a_closed_epoch_does_not_park_releases_for_ever(world: HubWorld) -> None:
    _with_bank(world)
    agent = world.agent()
    world.take(
        agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "10")), facts={"watermark": "w1"}))
    )
    agent.data(document(slip("in", "IN-2", ("L2", "10"))))
    world.take(agent.data(document(slip("in", "IN-3", ("L3", "10")))))
    world.clock.move(6)
    world.frames.go_on_without(waited_s=lambda _partner: 5)
    world.work()
    fresh = FrameMaker("agent-1", epoch="e" * 32)
    world.take(fresh.open({"epoch": agent.epoch, "number": 4}))
    world.work()
    order = _order(world, "RO-1", "L1")
    world.work()
    assert world.status(order).state == "parked"

    done = {"kind": "notice", "what": "reread_done", "text": "read again", "site": "W1", "seen_at": ""}
    world.take(fresh.data({**done, "source": "slips"}))
    world.work()

    assert world.status(order).state == "done"
    assert {alert.state for alert in world.store.rows(Alert, limit=9)} == {"closed"}


def test_a_broken_promise_stops_its_partition_alone_and_is_alarmed(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    before = world.deliver(slip("in", "IN-2", ("L1", "10")), "k2")
    bad = world.deliver(slip("in", "IN-3", ("L1", "10")), "k3")
    world.deliver(slip("in", "IN-4", ("L1", "10")), "k4")
    handlers = world.rooms.handlers("wms.inbound.v1")
    broken = [msgspec.structs.replace(one, function=_break_at("IN-3", one.function)) for one in handlers]
    world.rooms._by_type["wms.inbound.v1"] = tuple(broken)

    with pytest.raises(Broken):
        world.work()
    world.work()

    assert world.status(before).state == "done"
    assert world.status(bad).state == "taken"
    [alert] = world.store.rows(Alert, limit=9)
    assert (alert.code, alert.severity) == ("H04", "critical")
    world.rooms._by_type["wms.inbound.v1"] = tuple(handlers)
    world.store.start(bad.partition)
    world.work()
    assert world.status(bad).state == "done"
    assert len(world.effects()) == 4


def _break_at(number: str, function: HandlerFunction) -> HandlerFunction:
    def handle(message: Message, work: object) -> list[Message]:
        if message.key == number:
            raise Broken("the books would not balance")
        return function(message, work)

    return handle


def test_after_a_fork_goods_are_certain_again_when_the_new_epoch_has_read_its_sources(
    world: HubWorld,
) -> None:
    _with_bank(world)
    agent = world.agent()
    slips = document(slip("in", "IN-1", ("L1", "10")), facts={"watermark": "w1"})
    world.take(agent.open(), agent.data(slips))
    twin = FrameMaker("agent-1")
    twin.open()
    world.take(twin.data(document(slip("in", "IN-9", ("L9", "10")))))
    world.work()
    order = _order(world, "RO-1", "L1")
    world.work()
    assert world.status(order).state == "parked"

    with world.store.unit() as unit:
        trust(unit, "agent-1")
    fresh = FrameMaker("agent-1", epoch="e" * 32)
    receipt = world.take(fresh.open({"epoch": agent.epoch, "number": 2}))
    world.work()
    assert world.status(order).state == "parked"
    assert [one.command for one in due_commands(world.store, receipt)] == ["reread"]
    done = {"kind": "notice", "what": "reread_done", "text": "read again", "site": "W1", "seen_at": ""}
    world.take(fresh.data({**done, "source": "slips"}))
    world.work()

    assert world.status(order).state == "done"
    assert {alert.state for alert in world.store.rows(Alert, limit=9)} == {"closed"}
    old = world.store.get(Epoch, "agent-1", agent.epoch)
    assert old is not None
    assert (old.state, old.text) == (
        "closed",
        "contiguous up to 2, unknown after; frame 2 of epoch 00000000 was taken before with another hash",
    )


def test_a_person_who_made_sure_closes_the_alarm_and_what_waited_goes_on(world: HubWorld) -> None:
    _with_bank(world)
    agent = world.agent()
    world.take(agent.open(), agent.data(document(slip("in", "IN-1", ("L1", "10")))))
    agent.data(document(slip("in", "IN-2", ("L2", "10"))))
    world.take(agent.data(document(slip("in", "IN-3", ("L3", "10")))))
    world.work()
    world.clock.move(6)
    world.frames.go_on_without(waited_s=lambda _partner: 5)
    world.work()
    order = _order(world, "RO-1", "L1")
    world.work()
    assert world.status(order).state == "parked"

    [alert] = world.store.rows(Alert, limit=9)
    said = AlertClosed(code=alert.code, object=alert.object, by="Li", reason="counted", at=world.clock.now())
    with world.store.unit() as unit:
        told = internal("alert.closed.v1", said, partner=alert.partner, site=alert.site, key=alert.object)
        store_arrivals(unit, world.blobs, [told])
    world.work()

    assert world.status(order).state == "done"
    assert [(row.state, row.close_reason) for row in world.store.rows(Alert, limit=9)] == [
        ("closed", "Li: counted")
    ]


def test_trust_is_for_an_agent_that_was_stopped(world: HubWorld) -> None:
    world.agent()

    for name in ("agent-1", "nobody"):
        with pytest.raises(Refused, match="is not stopped"), world.store.unit() as unit:
            trust(unit, name)
