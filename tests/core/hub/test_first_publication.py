"""A partner's first contract and its first message at the same moment: the stream has the contract."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from core.hub.arrivals import Arriving
from core.hub.contracts import Partner
from core.hub.intake import store_arrivals
from core.kernel.clock import FixedClock
from tests.contracts.stores import KINDS, open_store
from tests.hub_world import START, HubWorld, slip

# Long enough for a publication that waits for nobody; one that waits ends when it may.
ALONE_S = 2.0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "memory"])
def test_a_stream_that_is_opened_while_its_partner_is_published_first_has_the_contract(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    clock = FixedClock(START)
    world = HubWorld(open_store(kind, request, clock), clock, tmp_path / "mappings")
    world.publish(partner="other", contract=OTHER)
    publishes = Thread(target=world.publish)

    with world.store.unit() as unit:
        store_arrivals(unit, world.blobs, [FIRST])
        publishes.start()
        publishes.join(ALONE_S)
    publishes.join()

    assert books_the_next(world)


@pytest.mark.servers
def test_a_partner_that_was_looked_for_before_it_was_published_is_looked_for_again(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """As an agent's frame does: its partner's contract says whether its body may come unencrypted."""
    clock = FixedClock(START)
    world = HubWorld(open_store("postgres", request, clock), clock, tmp_path / "mappings")
    world.publish(partner="other", contract=OTHER)
    publishes = Thread(target=world.publish)

    with world.store.unit() as unit:
        assert unit.shelf(Partner).get("wms") is None
        publishes.start()
        publishes.join()
        store_arrivals(unit, world.blobs, [FIRST])

    assert books_the_next(world)


def books_the_next(world: HubWorld) -> bool:
    world.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    world.work()
    return "IN-2" in [row.key for row in world.documents("wms.inbound.v1")]


FIRST = Arriving(
    partner="wms", source="slips", site="W1", door="rest", delivery="wms/rest/k1",
    payload=slip("in", "IN-1", ("L1", "10")),
)  # fmt: skip
OTHER = """
partner: other
name: Somebody
parties: [other]
sites: [{id: W9, zone: Asia/Shanghai}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
"""
