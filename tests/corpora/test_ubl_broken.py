"""K-U7: a document that is cut off, or lacks or garbles what it needs, is refused with line and element."""

from __future__ import annotations

import csv
import re

import pytest
from lxml import etree

from adapters.formats import understand
from adapters.wiring.samples import Desk
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable
from tests.programs import ROOT

CORPORA = ROOT.parent / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
DESK = Desk(ROOT / "mappings")
FACTS = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
MAPPINGS = {
    "Order": "ubl/order",
    "Invoice": "ubl/invoice",
    "CreditNote": "ubl/invoice",
    "DespatchAdvice": "ubl/despatch_advice",
    "CrossIndustryInvoice": "cii/invoice",
}
# The key finds these two invalid: an element of theirs stands where the schema of 2.3 does not have it. What
# is read is all there and means the same, and K-U1 wants every invoice read: the order is not judged here.
OUT_OF_ORDER = {"GR-base-example-TaxRepresentative.xml", "GR-base-example-correct.xml"}


def rows(root: str) -> list[dict[str, str]]:
    with (CORPORA / "_oracle" / "ubl.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == "doc" and row["root"] == root]


def payloads(root: str) -> list[bytes]:
    return [(CORPORA / row["file"]).read_bytes() for row in rows(root)]


def refusal(root: str, payload: bytes) -> Unreadable:
    mapping = DESK.mapping(ROOT / "mappings" / "standards" / f"{MAPPINGS[root]}.yaml")
    with pytest.raises(Unreadable) as caught:
        understand(mapping, payload, FACTS)
    return caught.value


@pytest.mark.parametrize("root", MAPPINGS)
def test_a_document_that_is_cut_off_is_refused_with_its_line(root: str) -> None:
    found = payloads(root)
    assert len(found) > 8

    for payload in found:
        error = refusal(root, payload[: len(payload) * 2 // 3])

        assert error.cause == "xml.malformed", error
        assert re.search(r"line [0-9]+", error.place), error.place


@pytest.mark.parametrize("root", MAPPINGS)
def test_a_date_that_is_none_is_refused_with_its_element_and_line(root: str) -> None:
    path = ".//{*}IssueDateTime/{*}DateTimeString" if root == "CrossIndustryInvoice" else "{*}IssueDate"
    tried = 0
    for payload in payloads(root):
        document = etree.fromstring(payload)
        date = document.find(path)
        assert date is not None
        date.text = "on a Monday"
        garbled = etree.tostring(document)
        error = refusal(root, garbled)

        stands = etree.fromstring(garbled).find(path)
        assert stands is not None
        element = f"{etree.QName(date).localname}[1] line {stands.sourceline}"
        assert error.place.endswith(element), error.place
        tried += 1

    assert tried > 8


@pytest.mark.parametrize("root", MAPPINGS)
def test_a_document_without_its_number_is_refused_with_the_field_and_line(root: str) -> None:
    path = ".//{*}ExchangedDocument/{*}ID" if root == "CrossIndustryInvoice" else "{*}ID"
    for payload in payloads(root):
        document = etree.fromstring(payload)
        number = document.find(path)
        assert number is not None
        parent = number.getparent()
        assert parent is not None
        parent.remove(number)
        error = refusal(root, etree.tostring(document))

        assert re.search(r"line [0-9]+", error.place), error.place
        assert "missing" in error.text


def test_only_the_two_that_are_known_are_invalid_by_the_key_and_they_are_read() -> None:
    found = [row for root in MAPPINGS for row in rows(root) if row["xsd_ubl23"].startswith("INVALID")]

    assert {row["file"].rpartition("/")[2] for row in found} == OUT_OF_ORDER
    mapping = DESK.mapping(ROOT / "mappings" / "standards" / "ubl" / "invoice.yaml")
    for row in found:
        [document] = understand(mapping, (CORPORA / row["file"]).read_bytes(), FACTS).documents
        assert document.body["invoice_no"] == row["id"]
