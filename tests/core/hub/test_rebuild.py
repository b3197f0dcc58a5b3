"""The books are what the messages say: empty books that hear them again in their order come out the same."""

from __future__ import annotations

import msgspec
import pytest

from adapters.memory.store import MemoryStore
from core.custody.lot import Lot
from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.documents import Effect
from core.hub.failures import Failure
from core.hub.outbox import Outgoing
from core.hub.rebuild import Rebuild, compare
from core.kernel.errors import Broken
from tests.hub_world import CONTRACT, SLIPS, HubWorld, slip
from tests.rebuild import assert_rebuilds, differences, rebuilt

SENDS = (
    CONTRACT + "sends: [{name: hook, adapter: memory, address: x, types: [wms.inbound.v1], repeat: safe}]\n"
)


def due_now(world: HubWorld) -> None:
    """Every open failure gets another try."""
    with world.store.unit() as unit:
        for row in world.failures():
            if row.state == failures.OPEN:
                due = msgspec.structs.replace(row, state=failures.WAITING, due_at=unit.now)
                unit.shelf(Failure).put(due)
    world.work()


def a_busy_day(world: HubWorld) -> None:
    """Inbound and outbound, a repeat, a failure that a new mapping mends behind what came after it."""
    world.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "20.5")), "k1")
    world.deliver(slip("in", "IN-2", ("L3", "5")).replace(b'"qty"', b'"quantity"'), "k2")
    world.work()
    world.deliver(slip("out", "OUT-1", ("L1", "4")), "k3")
    world.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "20.5"), note="pretty"), "k4")
    world.deliver(slip("out", "OUT-2", ("L3", "2")), "k5")
    world.work()
    world.publish(SLIPS.replace("{from: qty,", "{from: [qty, quantity],"))
    world.work()
    due_now(world)
    world.deliver(slip("out", "OUT-3", ("L2", "0.5")), "k6")
    world.work()


def test_a_busy_day_rebuilds_byte_for_byte(world: HubWorld) -> None:
    a_busy_day(world)

    assert_rebuilds(world)

    books, units = rebuilt(world)
    assert units >= 5
    assert len(books.rows(Lot, limit=99)) == 3
    assert len(books.rows(Effect, limit=99)) == len(world.effects())


def test_a_mapping_that_switches_in_the_middle_of_a_run_switches_there_again(world: HubWorld) -> None:
    world.publish()
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(SLIPS.replace("default: TNE", "default: KGM"))
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.work()
    assert [lot.unit for lot in world.store.rows(Lot, limit=9)] == ["TNE", "KGM"]

    assert_rebuilds(world)


def test_one_document_of_a_file_that_was_mended_later_is_mended_there_again(world: HubWorld) -> None:
    mapping = """
mapping: 1
reads: {format: json}
unit: document
documents:
  - type: wms.inbound.v1
    split: rows
    identity: {number: inbound_no, revision: {value: "1"}}
    body:
      inbound_no: no
      event_time: {value: "2026-11-23T07:00:00Z", as: datetime}
      warehouse: {fact: site}
      lots: {each: ., fields: {lot_no: no, quantity: {from: q, as: quantity, unit: {from: u, default: TNE}}}}
"""
    world.publish(mapping)
    world.deliver(b'{"rows":[{"no":"A","q":"1"},{"no":"B","q":"zwei"},{"no":"C","q":"3"}]}', "k1")
    world.work()
    mended = mapping.replace("reads:", 'tables: {n: {zwei: "2"}}\nreads:')
    world.publish(mended.replace("{from: q,", "{from: q, table: n, unknown: keep,"))
    world.work()
    due_now(world)
    assert len(world.effects()) == 3

    assert_rebuilds(world)


def test_nothing_leaves_the_house(world: HubWorld) -> None:
    world.publish(contract=SENDS)
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    told = len(world.store.rows(Outgoing, limit=99))

    books, _ = rebuilt(world)

    assert told > 0
    assert books.rows(Outgoing, limit=99) == []
    assert len(world.store.rows(Outgoing, limit=99)) == told


def test_a_rebuild_that_was_stopped_goes_on_where_its_books_are(world: HubWorld) -> None:
    a_busy_day(world)
    books = MemoryStore(world.clock)

    def a_rebuild() -> Rebuild:
        return Rebuild(world.store, books, world.normalizer, world.library, world.rooms)

    assert a_rebuild().step(2) == 2
    position = a_rebuild().position
    a_rebuild().run()

    assert a_rebuild().position > position > 0
    assert compare(world.store, books) == []


def test_a_row_that_was_changed_by_hand_is_named_with_its_field(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "1")), "k1")
    world.work()
    with world.store.unit() as unit:
        [lot, gone] = world.store.rows(Lot, limit=9)
        unit.shelf(Lot).put(msgspec.structs.replace(lot, on_hand_micro=lot.on_hand_micro + 1))
        unit.shelf(Lot).put(msgspec.structs.replace(lot, lot_no="L9"))
        unit.shelf(Lot).remove(gone.site, gone.lot_no)

    found = {(one.what, one.key): one.changes for one in differences(world) if one.table == "custody_lot"}

    assert set(found) == {("changed", "W1 L1"), ("extra", "W1 L2"), ("missing", "W1 L9")}
    [change] = found["changed", "W1 L1"]
    assert (change.path, change.before, change.after) == ("on_hand_micro", "10000001", "10000000")


def test_what_was_booked_twice_is_found(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    [effect] = world.effects()
    with world.store.unit() as unit:
        twice = msgspec.structs.replace(effect, effect_id=effect.effect_id.__class__(int=7))
        unit.shelf(Effect).put(twice)

    assert [one.what for one in differences(world)] == ["missing"]


def test_a_message_that_is_no_longer_kept_is_named(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    arrival = world.store.arrival(kept.partition, kept.number)
    assert arrival is not None
    with world.store.unit() as unit:
        unit.shelf(Arrival).remove(arrival.partition, arrival.number, arrival.month)

    with pytest.raises(Broken, match=f"of {kept.partition}/"):
        rebuilt(world)


def test_only_so_many_differences_are_listed(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", *[(f"L{number}", "1") for number in range(20)]), "k1")
    world.work()

    assert len(compare(world.store, MemoryStore(world.clock), limit=7)) == 7
