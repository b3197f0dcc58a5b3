"""A price that moves very many contracts is booked at once, and marks them in bounded units of work."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from core.collateral import spreading
from core.collateral.contract import Contract
from core.collateral.mark import Mark
from core.collateral.spreading import SERIES_MOVED
from core.hub.alert_book import Alert
from core.hub.deliveries import Kept
from core.hub.message import Message
from core.kernel.errors import Refused
from tests.core.hub.pledged import name, pledged_contracts, quote, state
from tests.core.hub.test_certainty import BANK, ORDERS
from tests.hub_world import HubWorld
from tests.rebuild import assert_rebuilds

MANY = 12


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "MARKS_AT_ONCE", 5)


def _levels(world: HubWorld) -> Counter[str]:
    return Counter(contract.level for contract in world.store.rows(Contract, limit=999))


def _values(world: HubWorld) -> list[int]:
    return [contract.value_minor for contract in world.store.rows(Contract, limit=999)]


def _open_alerts(world: HubWorld, code: str) -> int:
    return sum(row.code == code and row.state == "open" for row in world.store.rows(Alert, limit=999))


def test_a_fall_marks_every_contract_in_bounded_units_of_work(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    assert _levels(world) == {"WATCH": MANY}

    fallen = quote(world, "3250", "2026-11-23T15:00:00+08:00")
    world.work()

    assert _levels(world) == {"CALL": MANY}
    assert _open_alerts(world, "C04") == MANY
    last = [mark for mark in world.store.rows(Mark, limit=999) if mark.value_minor == 3_250_000]
    assert Counter(mark.contract_no for mark in last) == {name(number): 1 for number in range(MANY)}
    following = [row for row in world.documents(SERIES_MOVED) if row.number > fallen.number]
    assert [len(msgspec.json.decode(row.body)["contracts"]) for row in following] == [5, 2]
    assert len({row.handled for row in following}) == 2
    # What follows later has a place of its own, and is of the same trace.
    places = [(fallen.partition, fallen.number), *((row.partition, row.number) for row in following)]
    arrivals = [world.store.arrival(*place) for place in places]
    assert len({arrival.trace for arrival in arrivals if arrival is not None}) == 1
    assert_rebuilds(world)


def test_told_twice_it_marks_once(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    for key in ("one", "two"):
        quote(world, "3250", "2026-11-23T15:00:00+08:00", key=key)
    world.work()
    marks = len(world.store.rows(Mark, limit=999))

    quote(world, "3250", "2026-11-23T15:00:00+08:00", key="three")
    world.work()

    assert len(world.store.rows(Mark, limit=999)) == marks
    assert _levels(world) == {"CALL": MANY}


def test_a_price_that_comes_late_makes_the_marks_behind_it_again_in_bounded_units(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    for hour in range(9, 15):
        quote(world, f"34{hour:02d}", f"2026-11-23T{hour:02d}:00:00+08:00")
    world.work()

    quote(world, "3250", "2026-11-23T08:30:00+08:00")
    world.work()

    assert _values(world) == [3_414_000] * MANY
    moments = Counter(mark.event_time for mark in world.store.rows(Mark, limit=9999))
    assert sum(one.value_minor == 3_250_000 for one in world.store.rows(Mark, limit=9999)) == MANY
    assert min(moments.values()) >= MANY
    assert_rebuilds(world)


def test_what_is_told_while_marks_follow_stands_as_if_it_had_come_after_them(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    fallen = quote(world, "3250", "2026-11-23T15:00:00+08:00")
    _handle(world, {fallen.partition})
    assert _levels(world) == {"CALL": 5, "WATCH": MANY - 5}

    repaid = state(world, name(MANY - 1), 20_000, at=world.clock.now())
    _handle(world, {one.partition for one in repaid})
    assert _last(world).marked_at == world.clock.now()
    world.work()

    contract = _last(world)
    assert (contract.level, contract.calm, contract.ltv_ppm) == ("CALL", 1, 615_385)
    assert contract.call_since == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert _levels(world) == {"CALL": MANY}
    assert_rebuilds(world)


def _last(world: HubWorld) -> Contract:
    contract = world.store.get(Contract, name(MANY - 1))
    assert contract is not None
    return contract


def _handle(world: HubWorld, partitions: set[int]) -> None:
    """One turn of these partitions alone."""
    for lease in world.store.lease("worker", ttl_s=60, limit=9):
        if lease.partition in partitions:
            world.dispatcher.dispatch(lease)


def _no(_message: Message, _work: object) -> list[Message]:
    raise Refused("no")


def test_what_a_refused_message_would_have_led_to_does_not_follow(
    world: HubWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    pledged_contracts(world, MANY)
    before = len(world.documents(SERIES_MOVED))
    handlers = world.rooms.handlers("price.quote.v1")
    refusing = (*handlers, replace(handlers[0], function=_no))
    monkeypatch.setitem(world.rooms._by_type, "price.quote.v1", refusing)

    refused = quote(world, "3250", "2026-11-23T15:00:00+08:00")
    world.work()

    assert world.status(refused).state == "refused"
    assert len(world.documents(SERIES_MOVED)) == before
    assert _levels(world) == {"WATCH": MANY}


def test_an_order_between_a_fall_and_its_mark_is_judged_by_the_fall(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    fallen = quote(world, "3250", "2026-11-23T15:00:00+08:00")
    order = _ordered_first(world, fallen)

    assert _last(world).level == "WATCH"
    assert world.status(order).state == "refused"
    assert "is at CALL since 2026-11-23 07:00:00Z" in world.status(order).faults[0].text
    world.work()
    assert _last(world).level == "CALL"
    assert_rebuilds(world)


def test_an_order_without_a_fall_is_carried_out(world: HubWorld) -> None:
    pledged_contracts(world, MANY)
    risen = quote(world, "3600", "2026-11-23T15:00:00+08:00")

    order = _ordered_first(world, risen)

    assert world.status(order).state == "done"
    assert_rebuilds(world)


def _ordered_first(world: HubWorld, quoted: Kept) -> Kept:
    """The order has its turn when the price is booked and the last contract's mark still follows."""
    orders = ORDERS.replace('{value: ""}', f"{{value: {name(MANY - 1)}}}")
    world.publish(orders, BANK, partner="bank")
    _handle(world, {quoted.partition})
    lots = [{"lot": f"L-{name(MANY - 1)}", "qty": "5"}]
    said = {"no": "RO-1", "site": "W1", "at": "2026-11-23T07:01:00Z", "lots": lots}
    order = world.deliver(msgspec.json.encode(said), "RO-1", partner="bank", site="HQ")
    _handle(world, {order.partition})
    return order
