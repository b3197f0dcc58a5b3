"""K-E1, the JSON half: every valid EPCIS 2.0 document through the hub, its events counted as in the key."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core.custody.lot import Lot
from core.hub.arrivals import Arrival
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from gateway.worker import Worker
from tests.prepared import sqlite_with_tables

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
ROWS_MAX = 10_000
CONTRACT = """
partner: corpora
name: Events nobody here wrote
parties: [corpora]
sites: [{id: GATE, zone: UTC}]
feeds: [{source: events, rules: [{mapping: standards/epcis/events.yaml}]}]
"""
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")


class Key(msgspec.Struct, frozen=True):
    """What the answer key says of one file."""

    file: str
    format: str
    root: str
    events: str
    schema_verdict: str


def valid() -> list[Key]:
    """JSON documents that the key's schema finds valid; those kept as invalid examples are not."""
    with (CORPORA / "_oracle" / "epcis.csv").open(encoding="utf-8") as file:
        keys = [msgspec.convert(row, Key, strict=False) for row in csv.DictReader(file)]
    return [
        key
        for key in keys
        if key.format == "json" and key.schema_verdict == "valid" and "/Invalid/" not in key.file
    ]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub that has taken in and handled every valid file, each as a partner's of its own.

    The examples tell one story many times over; as one partner's, most would have been seen before.
    """
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "mappings" / "corpora").mkdir(parents=True)
    shutil.copytree(ROOT / "mappings" / "standards", folder / "mappings" / "standards")
    (folder / "mappings" / "corpora" / "partner.yaml").write_text(CONTRACT)
    made = make_hub(name="hub", home=folder / "home", database_url=sqlite_with_tables(folder / "hub.db"))
    read = read_folder(folder / "mappings" / "corpora")
    for number, key in enumerate(valid()):
        name = f"p{number}"
        site = msgspec.structs.replace(read.contract.sites[0], id=f"GATE-{number}")
        contract = msgspec.structs.replace(read.contract, partner=name, parties=(name,), sites=(site,))
        made.publish(msgspec.structs.replace(read, contract=contract))
        _deliver(made, name, site.id, key.file, (CORPORA / key.file).read_bytes())
    Worker(made, "test", partitions_max=1_000).drain()
    yield made
    made.store.engine.dispose()


def _deliver(hub: Hub, partner: str, site: str, name: str, payload: bytes) -> None:
    delivery = Delivery(
        partner=partner,
        door="rest",
        key=name,
        source="events",
        site=site,
        name=name,
        media="application/json",
        payload=payload,
    )
    keep_delivery(hub.store, hub.blobs, delivery)


def _by_file(hub: Hub) -> dict[str, list[StoredDocument]]:
    found: dict[str, list[StoredDocument]] = {key.file: [] for key in valid()}
    names = {(row.partition, row.number): row.name for row in hub.store.rows(Arrival, limit=ROWS_MAX)}
    for row in hub.store.rows(StoredDocument, limit=ROWS_MAX):
        name = names[row.partition, row.number]
        if row.cause == -1 and name in found:
            found[name].append(row)
    return found


def _said_twice(hub: Hub) -> set[str]:
    """Files in which one key stands twice in one object: no reader may choose which of them counts."""
    names = {(row.partition, row.number): row.name for row in hub.store.rows(Arrival, limit=ROWS_MAX)}
    rows = hub.store.rows(Failure, limit=ROWS_MAX)
    return {names[row.partition, row.number] for row in rows if row.cause.startswith("json.duplicate")}


def test_every_valid_document_gives_as_many_events_as_the_key_counts(hub: Hub) -> None:
    documents, twice = _by_file(hub), _said_twice(hub)

    wrong = [
        (key.file, len(documents[key.file]), key.events)
        for key in valid()
        if key.file not in twice and len(documents[key.file]) != int(key.events)
    ]

    assert wrong == []
    assert len(twice) < len(valid()) / 20


def test_only_a_key_said_twice_keeps_a_valid_document_out_and_both_places_are_named(hub: Hub) -> None:
    for row in hub.store.rows(Failure, limit=ROWS_MAX):
        assert row.cause.startswith("json.duplicate"), row.text
        assert row.text.count("bytes") == 2


def test_the_business_step_decides_and_instances_count_one_piece_each(hub: Hub) -> None:
    rows = [row for found in _by_file(hub).values() for row in found]
    steps = Counter((row.type, msgspec.json.decode(row.body).get("step")) for row in rows)

    moving = {step for kind, step in steps if kind != "noted.event.v1"}
    noted = {step for kind, step in steps if kind == "noted.event.v1"}
    assert moving <= {"receiving", "shipping"}
    assert {"inspecting", "sensor_reporting"} <= noted
    lots = hub.store.rows(Lot, limit=ROWS_MAX)
    pieces = [lot for lot in lots if lot.lot_no.startswith("urn:epc:id:sgtin:")]
    assert pieces
    assert all(lot.unit == "H87" and abs(lot.on_hand_micro) % 1_000_000 == 0 for lot in pieces)


def test_an_event_without_a_number_is_named_by_its_hash(hub: Hub) -> None:
    named = [
        row.key
        for found in _by_file(hub).values()
        for row in found
        if row.key.startswith("ni:///sha-256;") and row.key.endswith("?ver=CBV2.0")
    ]

    assert len(named) > 10
