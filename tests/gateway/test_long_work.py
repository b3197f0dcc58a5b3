"""Work that outlasts a lease: its owner keeps it, nobody begins it again, and it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.hub.arrivals import Arrival
from core.hub.contracts import Contract
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.normalize import Normalizer, Prepared
from core.hub.status import status_of
from gateway import worker as worker_module
from gateway.worker import Worker
from tests.beside import running
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.patience import until
from tests.prepared import sqlite_with_tables

LEASE_S = 3.0
WORK_S = 8.0


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def hub(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(worker_module, "LEASE_S", LEASE_S)
    folder = tmp_path / "mappings" / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(CONTRACT)
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    sqlite = request.param == "sqlite"
    url = sqlite_with_tables(tmp_path / "hub.db") if sqlite else request.getfixturevalue("tables_url")
    made = make_hub(name="hub", home=tmp_path / "home", database_url=url)
    made.publish(read_folder(folder))
    yield made
    made.store.engine.dispose()


def test_a_message_that_takes_longer_than_a_lease_is_understood_once_and_booked(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, begun = Normalizer.prepare, []

    def slowly(self: Normalizer, arrival: Arrival, contract: Contract | None) -> Prepared:
        if arrival.kind == "document":
            begun.append(arrival.number)
            time.sleep(WORK_S)
        return prepare(self, arrival, contract)

    monkeypatch.setattr(Normalizer, "prepare", slowly)
    said = Delivery(
        partner="wms", door="rest", key="k1", source="slips", site="W1", name="k1",
        media="application/json", payload=slip("in", "IN-1", ("L1", "1")),
    )  # fmt: skip
    kept = keep_delivery(hub.store, hub.blobs, said)

    with (
        running(Worker(hub, "one", partitions_max=8).run),
        running(Worker(hub, "two", partitions_max=8).run),
    ):
        until(lambda: _is_done(hub, kept.partition, kept.number), "the message is booked")

    assert begun == [kept.number]


def _is_done(hub: Hub, partition: int, number: int) -> bool:
    status = status_of(hub.store, partition, number)
    return status is not None and status.state == "done"
