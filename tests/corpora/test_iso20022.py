"""K-I1, K-I2, K-I3: statements, payments and statuses of many banks and versions, through the hub, exact."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from adapters.wiring.folders import read_folder
from adapters.wiring.hub import Hub, make_hub
from core import catalogue
from core.catalogue.bank_payment_order import PaymentOrder
from core.catalogue.bank_statement import BankStatement
from core.hub.arrivals import Arrival
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.mapping import Problem
from core.ledger import Entry
from core.loan import Receipt
from gateway.worker import Worker
from tests.prepared import sqlite_with_tables

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)

STANDARD = "urn:iso:std:iso:20022:tech:xsd:"
SWISS = "http://www.six-interbank-clearing.com/de/"
MAPPINGS = {
    "statements": ("camt.052.", "camt.053.", "camt.054."),
    "payment_orders": ("pain.001.", "pain.008.", "pacs.008."),
    "payment_statuses": ("pain.002.", "pacs.002."),
}
# The key judges control sums and closing balances alone; what a bank states beside them is judged here too.
BESIDE_THE_KEY = {
    "FI_camt_054_sample.xml.xml": "its net total takes a reversal of side credit as money that went, which "
    "the standard does not: the side of a reversal is its own",
}
# One statement in several versions; its maker gave each other names, references and texts, so what is held is
# the money. Word for word it is held by our own samples (tests/mappings/test_samples.py).
VERSIONS = [
    ("camt053.v2.minimal.ultimate.xml", "camt053.v2.with-party-ids.xml", "camt053.v3.xml", "camt053.v8.xml"),
    ("camt052.v1.xml", "camt052.v2.xml", "camt052.v4.xml", "camt052.v6.xml", "camt052.v8.xml"),
]


class Key(msgspec.Struct, frozen=True):
    """What the answer key says of one file."""

    file: str
    message: str
    items: str
    NbOfTxs: str
    CtrlSum: str
    arithmetic: str
    xsd: str
    note: str

    @property
    def name(self) -> str:
        return Path(self.file).name

    @property
    def message_type(self) -> str:
        return self.message.removeprefix(SWISS)

    @property
    def family(self) -> str:
        fit = [name for name, begins in MAPPINGS.items() if self.message_type.startswith(begins)]
        return fit[0] if fit else ""


def contract() -> str:
    rules = "\n".join(
        f'      - {{root: Document, namespace: "{space}{begin}*", mapping: standards/iso20022/{name}.yaml}}'
        for name, begins in MAPPINGS.items()
        for begin in begins
        for space in (STANDARD, SWISS)
    )
    return f"""
partner: corpora
name: Messages nobody here wrote
parties: [corpora]
sites: [{{id: HQ, zone: Europe/Zurich}}]
feeds:
  - source: bank
    rules:
{rules}
"""


with (CORPORA / "_oracle" / "iso20022.csv").open(encoding="utf-8") as _file:
    KEYS = [msgspec.convert(row, Key) for row in csv.DictReader(_file)]
OURS = [key for key in KEYS if key.family]
NOT_OURS = [key for key in KEYS if not key.family]
by_name = pytest.mark.parametrize("key", OURS, ids=lambda key: key.name)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub that has taken in and handled every file of the key."""
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "mappings" / "corpora").mkdir(parents=True)
    shutil.copytree(ROOT / "mappings" / "standards", folder / "mappings" / "standards")
    (folder / "mappings" / "corpora" / "partner.yaml").write_text(contract())
    made = make_hub(name="hub", home=folder / "home", database_url=sqlite_with_tables(folder / "hub.db"))
    made.publish(read_folder(folder / "mappings" / "corpora"))
    for key in KEYS:
        keep_delivery(
            made.store,
            made.blobs,
            Delivery(
                partner="corpora",
                door="rest",
                key=key.file,
                source="bank",
                site="HQ",
                name=key.file,
                media="application/xml",
                payload=(CORPORA / key.file).read_bytes(),
            ),
        )
    Worker(made, "test", partitions_max=4).drain()
    yield made
    made.store.engine.dispose()


@pytest.fixture(scope="module")
def names(hub: Hub) -> dict[int, str]:
    return {row.number: row.name for row in hub.store.rows(Arrival, limit=10_000)}


@pytest.fixture(scope="module")
def stored(hub: Hub, names: dict[int, str]) -> dict[str, list[StoredDocument]]:
    """The canonical documents of each file."""
    found: dict[str, list[StoredDocument]] = {}
    for row in hub.store.rows(StoredDocument, limit=10_000):
        if row.cause == -1:
            found.setdefault(names[row.number], []).append(row)
    return found


def bodies(rows: list[StoredDocument]) -> list[catalogue.Document]:
    return [catalogue.read(row.type, row.body) for row in rows]


def amounts(documents: list[catalogue.Document]) -> Counter[tuple[str, Decimal]]:
    """Every amount that is an entry, or a payment that is asked for."""
    moved = [entry.amount for one in documents if isinstance(one, BankStatement) for entry in one.entries]
    asked = [
        payment.amount
        for one in documents
        if isinstance(one, PaymentOrder)
        for batch in one.batches
        for payment in batch.payments
        if payment.amount is not None
    ]
    return Counter((money.currency, money.amount) for money in (*moved, *asked))


def told(path: Path) -> Counter[tuple[str, Decimal]]:
    """The same, read by nobody of ours: the words of the file itself."""
    tree = etree.fromstring(path.read_bytes())
    found = tree.xpath(
        "//*[local-name()='Ntry']/*[local-name()='Amt']"
        "|//*[local-name()='CdtTrfTxInf']/*[local-name()='Amt']//*[@Ccy]"
        "|//*[local-name()='DrctDbtTxInf']/*[local-name()='InstdAmt']"
        "|//*[local-name()='CdtTrfTxInf']/*[local-name()='IntrBkSttlmAmt']"
    )
    return Counter((one.get("Ccy"), Decimal(one.text.strip())) for one in found)


@by_name
def test_every_message_becomes_payments_or_a_statement_with_exact_amounts(
    stored: dict[str, list[StoredDocument]], key: Key
) -> None:
    documents = bodies(stored[key.file])

    found = amounts(documents)

    assert found == told(CORPORA / key.file)
    assert found.total() == int(key.items)


@by_name
def test_what_does_not_close_is_flagged_with_both_numbers_and_nothing_is_posted(
    hub: Hub, stored: dict[str, list[StoredDocument]], key: Key
) -> None:
    rows = stored[key.file]
    flags = [flag for row in rows if row.flags for flag in msgspec.json.decode(row.flags, type=list[Problem])]
    breaks = [flag for flag in flags if flag.code.startswith("totals.")]

    assert bool(breaks) == (key.arithmetic != "ok" or key.name in BESIDE_THE_KEY)
    assert all(flag.found and flag.expected for flag in breaks)
    # A statement goes to the room that books money, and it books nothing of it; no room has the others.
    assert all(row.outcome == ("done" if row.type == "bank.statement.v1" else "noted") for row in rows)
    assert hub.store.rows(Receipt, limit=9) == []
    assert hub.store.rows(Entry, limit=9) == []


@pytest.mark.parametrize("versions", VERSIONS, ids=lambda versions: versions[0])
def test_one_statement_in_several_versions_has_the_same_entries(
    stored: dict[str, list[StoredDocument]], versions: tuple[str, ...]
) -> None:
    of_name = {Path(file).name: rows for file, rows in stored.items()}
    told = set()
    for name in versions:
        [statement] = bodies(of_name[name])
        assert isinstance(statement, BankStatement)
        told.add(
            tuple(
                (entry.amount, entry.side, entry.reversal, entry.booked_on, entry.value_date)
                for entry in statement.entries
            )
        )

    assert len(told) == 1, told


def test_other_messages_are_refused_by_their_root_and_kept(hub: Hub, names: dict[int, str]) -> None:
    failed = {names[row.number]: row.text for row in hub.store.rows(Failure, limit=10_000)}

    assert set(failed) == {key.file for key in NOT_OURS}
    assert all(re.search("no rule", text) for text in failed.values())


def test_the_counts_of_all_of_it(stored: dict[str, list[StoredDocument]]) -> None:
    counted: Counter[str] = Counter()
    for key in OURS:
        counted[f"{key.family} files"] += 1
        counted[f"{key.family} items"] += int(key.items)
        counted[f"{key.family} documents"] += len(stored[key.file])

    assert dict(sorted(counted.items())) == {
        "payment_orders documents": 27,
        "payment_orders files": 27,
        "payment_orders items": 38,
        "payment_statuses documents": 4,
        "payment_statuses files": 4,
        "payment_statuses items": 0,
        "statements documents": 25,
        "statements files": 24,
        "statements items": 35,
    }
