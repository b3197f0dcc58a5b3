"""What is piled up in one place does not keep others waiting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.arrivals import Stream
from core.hub.deliveries import Delivery, keep_delivery
from gateway import worker as worker_module
from gateway.worker import Worker
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.prepared import sqlite_with_tables

SITES = ("W1", "W2", "W3")
SMALL_MAX = 3


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(worker_module, "SMALL_MAX", SMALL_MAX)
    folder = tmp_path / "mappings" / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT)
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    made = make_hub(name="hub", home=tmp_path / "home", database_url=sqlite_with_tables(tmp_path / "hub.db"))
    made.publish(read_folder(folder))
    yield made
    made.store.engine.dispose()


def arrive(hub: Hub, site: str, count: int) -> None:
    for number in range(count):
        key = f"{site}-{number}"
        said = Delivery(
            partner="wms", door="rest", key=key, source="slips", site=site, name=key,
            media="application/json", payload=slip("in", f"IN-{key}", (f"L-{key}", "1")),
        )  # fmt: skip
        keep_delivery(hub.store, hub.blobs, said)


def sites_left(hub: Hub) -> set[str]:
    """Where something waits."""
    streams = {row.partition: row.site for row in hub.store.rows(Stream, limit=100)}
    return {streams[one.partition] for one in hub.views.outlets() if one.waiting and one.partition in streams}


def test_in_a_turn_all_that_is_little_is_handled_and_one_pile_and_the_other_pile_is_next(hub: Hub) -> None:
    worker = Worker(hub, "w1", partitions_max=16)
    worker.drain()
    for site, count in zip(SITES, (SMALL_MAX + 1, SMALL_MAX + 1, SMALL_MAX), strict=True):
        arrive(hub, site, count)

    worker.turn()
    [left] = sites_left(hub)
    assert left in SITES[:2]

    # The pile that had its turn grows, and yet the other one comes first.
    arrive(hub, next(site for site in SITES[:2] if site != left), SMALL_MAX + 2)
    worker.turn()
    assert left not in sites_left(hub)
