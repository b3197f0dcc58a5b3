"""K-U1, K-U2: every UBL order, invoice, credit note and despatch advice and CII invoice, through the hub."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core import catalogue
from core.catalogue.erp_invoice import Invoice
from core.hub.arrivals import Arrival
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.mapping import Problem
from gateway.worker import Worker
from tests.prepared import sqlite_with_tables

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
ROOTS = ("Order", "Invoice", "CreditNote", "DespatchAdvice", "CrossIndustryInvoice")
CONTRACT = """
partner: corpora
name: Documents nobody here wrote
parties: [corpora]
sites: [{id: HQ, zone: UTC}]
feeds:
  - source: papers
    rules:
      - {root: Invoice, mapping: standards/ubl/invoice.yaml}
      - {root: CreditNote, mapping: standards/ubl/invoice.yaml}
      - {root: Order, mapping: standards/ubl/order.yaml}
      - {root: DespatchAdvice, mapping: standards/ubl/despatch_advice.yaml}
      - {root: CrossIndustryInvoice, mapping: standards/cii/invoice.yaml}
"""
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")


class Key(msgspec.Struct, frozen=True):
    """What the answer key says of one file."""

    file: str
    root: str
    id: str
    currency: str
    lines: str
    payable: str
    arithmetic: str
    kind: str


def _keys() -> list[Key]:
    with (CORPORA / "_oracle" / "ubl.csv").open(encoding="utf-8") as file:
        rows = [msgspec.convert(row, Key) for row in csv.DictReader(file)]
    return [row for row in rows if row.root in ROOTS]


def _file(key: Key) -> str:
    """The parts of a test set stand in the key as file#1, file#2 and so on."""
    return key.file.partition("#")[0]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub that has taken in and handled every file of the key."""
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "mappings" / "corpora").mkdir(parents=True)
    shutil.copytree(ROOT / "mappings" / "standards", folder / "mappings" / "standards")
    (folder / "mappings" / "corpora" / "partner.yaml").write_text(CONTRACT)
    made = make_hub(name="hub", home=folder / "home", database_url=sqlite_with_tables(folder / "hub.db"))
    made.publish(read_folder(folder / "mappings" / "corpora"))
    for name in sorted({_file(key) for key in _keys()}):
        keep_delivery(
            made.store,
            made.blobs,
            Delivery(
                partner="corpora",
                door="rest",
                key=name,
                source="papers",
                site="HQ",
                name=name,
                media="application/xml",
                payload=(CORPORA / name).read_bytes(),
            ),
        )
    Worker(made, "test", partitions_max=4).drain()
    yield made
    made.store.engine.dispose()


@pytest.fixture(scope="module")
def documents(hub: Hub) -> dict[str, StoredDocument]:
    """The canonical document of each file."""
    names = {row.number: row.name for row in hub.store.rows(Arrival, limit=10_000)}
    return {names[row.number]: row for row in hub.store.rows(StoredDocument, limit=10_000) if row.cause == -1}


def test_every_document_is_read_and_its_head_equals_the_key(documents: dict[str, StoredDocument]) -> None:
    wrong = []
    for key in _keys():
        if key.kind != "doc":
            continue
        row = documents.get(key.file)
        if row is None:
            wrong.append((key.file, "was not read"))
            continue
        body = catalogue.read(row.type, row.body)
        if isinstance(body, Invoice):
            said = (body.invoice_no, str(len(body.lines)), body.payable)
            if said != (key.id, key.lines, Decimal(key.payable or body.payable)):
                wrong.append((key.file, str(said)))
            if key.currency and body.currency != key.currency:
                wrong.append((key.file, body.currency))
        elif key.id not in (row.key, ""):
            wrong.append((key.file, row.key))

    assert wrong == []


def test_totals_that_do_not_add_up_are_taken_and_flagged_with_both_numbers(
    documents: dict[str, StoredDocument],
) -> None:
    judged = [key for key in _keys() if key.kind == "doc" and key.arithmetic]
    assert len(judged) > 100

    for key in judged:
        row = documents[key.file]
        flags = msgspec.json.decode(row.flags, type=list[Problem]) if row.flags else []
        breaks = [flag for flag in flags if flag.code.startswith("totals.")]
        assert bool(breaks) == (key.arithmetic != "ok"), key.file
        # Two of them have one number from one seller: what came second is a conflict that a person decides.
        other = row.reason_code == "identity.conflict@erp.invoice.v1"
        booked = "noted" if row.reason else "done"
        assert row.outcome == ("refused" if other else booked), (key.file, row.type)
        assert all(flag.found and flag.expected for flag in breaks)


def test_a_test_set_is_recognized_as_no_document(hub: Hub, documents: dict[str, StoredDocument]) -> None:
    sets = {_file(key) for key in _keys() if key.kind == "testSet"}
    names = {row.number: row.name for row in hub.store.rows(Arrival, limit=10_000)}
    failed = {names[row.number]: row for row in hub.store.rows(Failure, limit=10_000)}

    assert sets
    assert not sets & documents.keys()
    assert all("no rule" in failed[name].text for name in sets)
