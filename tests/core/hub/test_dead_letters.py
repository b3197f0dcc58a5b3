"""What was not possible: kept with its reason, one group a cause, mended by a mapping or another try."""

from __future__ import annotations

import pytest

from core.hub import failures
from core.hub.failures import Failure, Uncertain
from core.kernel.errors import Unreadable
from tests.hub_world import SLIPS, HubWorld, slip


def _retry(world: HubWorld) -> None:
    with world.store.unit() as unit:
        shelf = unit.shelf(Failure)
        for row in world.failures():
            if row.state == failures.OPEN:
                fields = {name: getattr(row, name) for name in row.__struct_fields__}
                shelf.put(Failure(**{**fields, "state": failures.WAITING, "due_at": unit.now}))
    world.work()


def test_an_unreadable_document_is_a_dead_letter_with_its_place_and_the_rest_goes_on(world: HubWorld) -> None:
    bad = world.deliver(slip("in", "IN-1", ("L1", "ten")), "k1")
    good = world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")

    world.work()

    assert world.status(good).state == "done"
    status = world.status(bad)
    assert status.state == "unreadable"
    [fault] = status.faults
    assert "ten" in fault.text
    assert "lots" in fault.text


def test_one_mapping_line_for_one_reason_is_one_group_whatever_the_values(world: HubWorld) -> None:
    for number in range(3):
        world.deliver(slip("in", f"IN-{number}", ("L1", f"ten-{number}")), f"k{number}")
    world.deliver(b"no json at all", "k9")

    world.work()

    groups = {(row.cause, row.partner, row.mapping) for row in world.failures()}
    assert len(world.failures()) == 4
    assert len(groups) == 2


def test_a_published_mapping_mends_what_the_old_one_could_not_read(world: HubWorld) -> None:
    bad = world.deliver(slip("in", "IN-1", ("L1", "10")).replace(b'"qty"', b'"quantity"'), "k1")
    world.work()
    assert world.status(bad).state == "unreadable"
    assert [row.scope for row in world.store.rows(Uncertain, limit=9)] == ["site:W1"]

    world.publish(SLIPS.replace("{from: qty,", "{from: [qty, quantity],"))
    world.work()
    _retry(world)

    assert world.status(bad).state == "done"
    assert len(world.effects()) == 1
    assert world.store.rows(Uncertain, limit=9) == []
    [failure] = world.failures()
    assert failure.state == failures.MENDED


def test_a_retry_that_fails_again_keeps_its_first_time_and_counts(world: HubWorld) -> None:
    world.deliver(slip("in", "IN-1", ("L1", "ten")), "k1")
    world.work()
    [before] = world.failures()
    world.clock.move(60)

    _retry(world)

    [after] = world.failures()
    assert (after.tries, after.first_at, after.cause) == (2, before.first_at, before.cause)
    assert after.last_at > before.last_at


def test_one_refused_unit_of_a_file_does_not_sink_the_others_and_is_mended_alone(world: HubWorld) -> None:
    rows = b'{"rows":[{"no":"A","q":"1"},{"no":"B","q":"zwei"},{"no":"C","q":"3"}]}'
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
      lots: {each: ., fields: {lot_no: no, quantity: {from: q, as: quantity, unit: {value: TNE}}}}
"""
    world.publish(mapping)
    kept = world.deliver(rows, "k1")
    world.work()
    assert len(world.effects()) == 2
    assert len(world.failures()) == 1
    assert world.status(kept).state == "unreadable"

    world.publish(
        mapping.replace("reads:", 'tables: {n: {zwei: "2"}}\nreads:').replace(
            "{from: q,", "{from: q, table: n, unknown: keep,"
        )
    )
    world.work()
    _retry(world)

    assert world.status(kept).state == "done"
    assert len(world.effects()) == 3
    assert sorted(row.key for row in world.documents("wms.inbound.v1")) == ["A", "B", "C"]


def test_a_source_the_contract_does_not_list_is_kept_and_named(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1", source="unheard")

    world.work()

    [fault] = world.status(kept).faults
    assert "no source 'unheard'" in fault.text
    assert "publish" in fault.text


def test_nobody_reports_another_partners_stock(world: HubWorld) -> None:
    kept = world.deliver(slip("in", "IN-1", ("L1", "10"), warehouse="W2"), "k1")

    world.work()

    [fault] = world.status(kept).faults
    assert "no site 'W2'" in fault.text
    assert world.effects() == []


def test_a_broken_mapping_is_not_published_and_the_last_good_one_goes_on(world: HubWorld) -> None:
    with pytest.raises(Unreadable, match=r"line \d+ column \d+"):
        world.publish(SLIPS.replace("quantity: {from", "quantity: {form"))

    kept = world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()

    assert world.status(kept).state == "done"
