"""K-U1, K-U5: the whole ordering process in UBL, documents nobody here wrote, in any order and doubled."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import msgspec
import pytest

from adapters.formats import understand
from adapters.memory.store import MemoryStore
from adapters.wiring.samples import Desk
from core import catalogue
from core.hub.mapping import Facts, Reading
from core.kernel.clock import FixedClock
from tests.contracts.stores import START
from tests.hub_world import HubWorld
from tests.programs import ROOT

CORPORA = ROOT.parent / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
UBL = ROOT / "mappings" / "standards" / "ubl"
DESK = Desk(ROOT / "mappings")
FACTS = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
MAPPINGS = {
    "Order": "order",
    "OrderChange": "order",
    "OrderCancellation": "order",
    "OrderResponse": "order_response",
    "OrderResponseSimple": "order_response",
    "DespatchAdvice": "despatch_advice",
    "ReceiptAdvice": "receipt_advice",
    "Invoice": "invoice",
    "CreditNote": "invoice",
    "DebitNote": "invoice",
    "RemittanceAdvice": "remittance_advice",
    "InventoryReport": "inventory_report",
    "ApplicationResponse": "application_response",
    "FreightInvoice": "invoice",
    "SelfBilledCreditNote": "invoice",
    "Statement": "receivable",
    "Reminder": "receivable",
    "Catalogue": "catalogue",
}
SCENARIOS = sorted((CORPORA / "ubl" / "poacc-upgrade-3" / "examples").glob("Advanced*/advanced_*"))


class Key(msgspec.Struct, frozen=True):
    """What the answer key says of one file."""

    file: str
    root: str
    id: str
    kind: str


def keys() -> list[Key]:
    with (CORPORA / "_oracle" / "ubl.csv").open(encoding="utf-8") as file:
        rows = [msgspec.convert(row, Key) for row in csv.DictReader(file)]
    return [row for row in rows if row.kind == "doc" and row.root in MAPPINGS]


def read(key: Key, payload: bytes) -> Reading:
    return understand(DESK.mapping(UBL / f"{MAPPINGS[key.root]}.yaml"), payload, FACTS)


@pytest.mark.parametrize("root", MAPPINGS)
def test_every_document_becomes_canonical_ones_with_its_number(root: str) -> None:
    told = [key for key in keys() if key.root == root]
    assert told

    for key in told:
        found = read(key, (CORPORA / key.file).read_bytes())
        assert not [one for one in found.problems if one.kind != "flag"], key.file
        # A catalogue that only deletes or describes quotes no price.
        assert found.documents or root == "Catalogue", key.file
        for document in found.documents:
            catalogue.read(document.type, document.body)
        # A change with a sequence number is named by it and by its order.
        named = [f"{one.number}|{one.revision}|" for one in found.documents]
        assert root == "OrderChange" or all(f"{key.id}|" in name for name in named), (key.file, named)


CONTRACT = """
partner: wms
name: A buyer and a seller
parties: [wms]
sites: [{id: W1, zone: UTC}]
feeds:
  - source: slips
    rules:
"""


def world(folder: Path) -> HubWorld:
    """A hub in memory that knows every UBL document."""
    clock = FixedClock(START)
    hub = HubWorld(MemoryStore(clock), clock, folder / "mappings")
    shutil.copytree(ROOT / "mappings" / "standards", folder / "mappings" / "standards")
    rules = [
        f"      - {{root: {root}, mapping: standards/ubl/{name}.yaml}}" for root, name in MAPPINGS.items()
    ]
    hub.publish(contract=CONTRACT + "\n".join(rules))
    return hub


def end_state(folder: Path, payloads: list[bytes]) -> set[tuple[str, str, str, bytes]]:
    """What the hub knows when these came one after the other."""
    hub = world(folder)
    for nth, payload in enumerate(payloads):
        hub.deliver(payload, f"{nth}", media="application/xml")
        hub.work()
    assert hub.failures() == []
    return {
        (row.identity, row.outcome, row.reason_code, row.body)
        for row in hub.documents()
        if row.cause == -1 and not row.linked
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.name)
def test_an_ordering_scenario_ends_the_same_in_order_reversed_and_doubled(
    scenario: Path, tmp_path: Path
) -> None:
    payloads = [path.read_bytes() for path in sorted(scenario.glob("*.xml"))]

    in_order = end_state(tmp_path / "a", payloads)

    assert len(in_order) == len(payloads)
    assert end_state(tmp_path / "b", payloads[::-1]) == in_order
    assert end_state(tmp_path / "c", [*payloads, *payloads[::-1]]) == in_order
