"""An empty warehouse is heard where the source says so itself; a file that lost its lines is not one."""

from __future__ import annotations

import pytest

from core.custody import Lot
from core.hub.alert_book import Alert
from tests.hub_world import HubWorld, slip
from tests.rebuild import assert_rebuilds

STOCK = """
mapping: 1
reads: {format: json}
documents:
  - type: wms.stock_snapshot.v1
    identity: {number: snapshot_no, as of: as_of}
    body:
      snapshot_no: {from: no, required: true}
      as_of: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      line_count: {from: count, as: integer}
      lines:
        each: stock
        empty when: empty('stock') or number('count') == 0
        fields:
          lot_no: {from: lot, required: true}
          on_hand: {from: qty, as: quantity, unit: {value: TNE}, required: true}
"""


def _told(world: HubWorld, more: str) -> str:
    """A snapshot after 10 t of L1 came in: how it was taken."""
    world.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    world.work()
    world.publish(STOCK)
    said = f'{{"no": "S-1", "at": "2026-11-23T15:30:00+08:00"{more}}}'
    kept = world.deliver(said.encode(), "k2")
    world.work()
    return world.status(kept).state


def _alarms(world: HubWorld) -> set[str]:
    return {f"{alert.code} {alert.object}" for alert in world.store.rows(Alert, limit=99)}


@pytest.mark.parametrize("more", [', "stock": []', ', "stock": [], "count": 0', ', "count": 0'])
def test_a_warehouse_that_says_it_is_empty_is_short_of_all_its_goods(world: HubWorld, more: str) -> None:
    assert _told(world, more) == "done"

    assert _alarms(world) == {"C07 W1/L1", "C02 W1/L1"}
    [lot] = world.store.rows(Lot, limit=9)
    assert lot.on_hand_micro == 10_000_000
    assert_rebuilds(world)


@pytest.mark.parametrize("more", ["", ', "stock": null', ', "stok": []', ', "stock": [], "count": 3'])
def test_a_snapshot_that_lost_its_lines_is_no_empty_warehouse(world: HubWorld, more: str) -> None:
    assert _told(world, more) == "unreadable"

    assert _alarms(world) == set()
