"""The parties room in a hub: masters are documents like any other, and the room rebuilds from them."""

from __future__ import annotations

import msgspec

from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.parties import Party, PartyClassified, PartyVersion
from tests.hub_world import CONTRACT, HubWorld
from tests.rebuild import assert_rebuilds

MASTERS = """
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: party.master.v1
        identity: {number: uscc, revision: {from: at}}
        body:
          uscc: {from: code, required: true}
          name: {from: name, required: true}
          as_of: {from: at, as: datetime, required: true}
"""


def master(name: str, day: int) -> bytes:
    said = {"code": "91350100M000100Y43", "name": name, "at": f"2026-11-{day}T08:00:00+08:00"}
    return msgspec.json.encode(said)


def test_masters_are_kept_versioned_and_rebuilt_byte_for_byte(world: HubWorld) -> None:
    world.publish(MASTERS, CONTRACT)
    for number, (name, day) in enumerate([("甲", 20), ("乙", 21), ("甲", 20)]):
        world.deliver(master(name, day), f"k{number}")
    world.work()
    said = PartyClassified(
        uscc="91350100M000100Y43", standing="good", reason="ten years", proposer="li", approver="wang"
    )
    with world.store.unit() as unit:
        arriving = internal("party.classified.v1", said, partner="hub", site="", key="c1")
        store_arrivals(unit, world.blobs, [arriving])
    world.work()

    assert [(row.name, row.version, row.standing) for row in world.store.rows(Party, limit=9)] == [
        ("乙", 2, "good")
    ]
    assert len(world.store.rows(PartyVersion, limit=9)) == 2
    assert not world.failures()
    assert_rebuilds(world)
