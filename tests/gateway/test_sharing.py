"""Workers share the partitions: each has some, and a killed one's go to the other, in order."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.arrivals import Arriving
from core.hub.documents import Effect, Handled
from core.hub.intake import store_arrivals
from tests.gateway.processes import House
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.patience import until
from tests.programs import Program

pytestmark = pytest.mark.servers
SITES = [f"W{number}" for number in range(1, 9)]
SLIPS_A_SITE = 1_500
TAKEN_OVER_WITHIN = timedelta(seconds=10)


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    made = House(tmp_path, LIANQIAO_DATABASE_URL=database_url)
    yield made
    made.close()


@pytest.fixture
def hub(house: House, tmp_path: Path, database_url: str) -> Iterator[Hub]:
    """What the partner's eight sites said stands in the store, and nobody has begun with it."""
    made = make_hub(name="hub", home=tmp_path / "home", database_url=database_url)
    folder = tmp_path / "partner" / "wms"
    (folder / "in").mkdir(parents=True)
    sites = ", ".join(f"{{id: {site}, zone: Asia/Shanghai}}" for site in SITES)
    (folder / "partner.yaml").write_text(CONTRACT.replace("{id: W1, zone: Asia/Shanghai}", sites))
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    made.publish(read_folder(folder))
    for site in SITES:
        with made.store.unit() as unit:
            store_arrivals(unit, made.blobs, [said(site, number) for number in range(SLIPS_A_SITE)])
    yield made
    made.store.engine.dispose()


def said(site: str, number: int) -> Arriving:
    key = f"{site}-{number}"
    payload = slip("in", f"RK-{key}", (f"L-{site}", "1"))
    return Arriving(
        partner="wms", source="slips", site=site, door="rest", delivery=f"wms/rest/{key}", name=key,
        media="application/json", payload=payload,
    )  # fmt: skip


def worker(house: House, name: str, *, may_die: bool = False) -> Program:
    house.environment["LIANQIAO_WORKER"] = name
    return house.start([sys.executable, "-m", "gateway", "worker"], name, may_die=may_die)


def runs(hub: Hub) -> list[Handled]:
    """The units of work so far, in their order."""
    return sorted(hub.views.newest(Handled, limit=10_000), key=lambda run: run.handled)


def owners(hub: Hub) -> set[str]:
    return {run.owner for run in runs(hub) if run.last > run.first}


def test_a_killed_workers_partitions_go_to_the_other_within_ten_seconds_and_keep_their_order(
    house: House, hub: Hub
) -> None:
    one, _two = worker(house, "one", may_die=True), worker(house, "two")
    until(lambda: owners(hub) == {"one", "two"}, "both have a share")

    one.kill()
    killed_at = hub.store.now()
    orphans = {run.partition for run in runs(hub) if run.owner == "one"}
    until(lambda: not any(outlet.waiting for outlet in hub.views.outlets()), "everything is handled")

    later = [run for run in runs(hub) if run.at > killed_at]
    assert {run.owner for run in later} == {"two"}
    taken_over: dict[int, datetime] = {}
    for run in later:
        if run.partition in orphans:
            taken_over.setdefault(run.partition, run.at)
    assert all(at - killed_at < TAKEN_OVER_WITHIN for at in taken_over.values()), taken_over
    assert taken_over, "the killed worker had nothing left to do; give it more"
    for partition in {run.partition for run in runs(hub)}:
        mine = [run for run in runs(hub) if run.partition == partition]
        assert all(after.first == before.last + 1 for before, after in pairwise(mine))
    effects = Counter((row.partition, row.number) for row in hub.store.rows(Effect, limit=100_000))
    assert len(effects) == len(SITES) * SLIPS_A_SITE
    assert set(effects.values()) == {1}
