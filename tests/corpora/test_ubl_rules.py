"""K-U6: what an invoice must say, its currencies and its total are judged as the rule-labelled ones say."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from adapters.formats import understand
from adapters.wiring.samples import Desk
from core import catalogue
from core.catalogue.erp_invoice import Invoice
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable
from tests.programs import ROOT

UBL = ROOT.parent / "shared" / "corpora" / "ubl"
TESTS = UBL / "en16931" / "test"
PEPPOL = UBL / "peppol-bis-invoice-3" / "unit-UBL-PEPPOL"
if not TESTS.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
LABEL = "{http://difi.no/xsd/vefa/validator/1.0}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
MANDATORY = {
    "BR-02": (f"{CBC}ID", "1"),
    "BR-03": (f"{CBC}IssueDate", "2026-11-28"),
    "BR-05": (f"{CBC}DocumentCurrencyCode", "EUR"),
    "BR-15": (f"{CAC}LegalMonetaryTotal/{CBC}PayableAmount", "1.00"),
}
MAPPING = Desk(ROOT / "mappings").mapping(ROOT / "mappings" / "standards" / "ubl" / "invoice.yaml")


@pytest.mark.parametrize("kind", ["Invoice", "CreditNote"])
@pytest.mark.parametrize("rule", ["BR-02", "BR-03", "BR-15"])
def test_a_mandatory_field_is_judged_as_labelled(kind: str, rule: str) -> None:
    tests = _parts(TESTS / f"{kind}-unit-UBL" / f"{rule}.xml")
    assert len(tests) > 1

    for labels, document in tests:
        _complete(document, rule)
        # The date of BR-03 that is "present" is 123: present, and refused as no date.
        wanted = "is missing" if labels.find(f"{LABEL}success") is None else "date" if rule == "BR-03" else ""
        assert wanted in (said := _refusal(etree.tostring(document)))
        assert bool(wanted) == bool(said)
        assert wanted == "is missing" or "is missing" not in said


@pytest.mark.parametrize("kind", ["Invoice", "CreditNote"])
def test_the_total_with_tax_is_judged_as_labelled_where_the_tax_has_a_currency_of_its_own(kind: str) -> None:
    verdicts = []

    for labels, document in _parts(TESTS / f"{kind}-unit-UBL" / "BR-CO-15-2.xml"):
        _complete(document, "")
        facts = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
        [read] = understand(MAPPING, etree.tostring(document), facts).documents
        told = catalogue.read(read.type, read.body)
        assert isinstance(told, Invoice)
        wrong = [one.what for one in told.discrepancies]
        assert ("with_tax" in wrong) == (labels.find(f"{LABEL}success") is None)
        verdicts.append("with_tax" in wrong)

    assert {True, False} == set(verdicts)


def test_an_amount_in_another_currency_than_the_documents_is_judged_as_labelled() -> None:
    verdicts = []

    for labels, document in _parts(PEPPOL / "PEPPOL-EN16931-R051.xml"):
        _complete(document, "")
        for line in document.iter(f"{CAC}InvoiceLine"):
            etree.SubElement(line, f"{CBC}ID").text = "1"
        said = _refusal(etree.tostring(document))
        refused = "in the document's currency" in said
        assert refused == bool(said)
        assert refused == (labels.find(f"{LABEL}success") is None)
        verdicts.append(refused)

    assert {True, False} == set(verdicts)


def _parts(path: Path) -> list[tuple[etree._Element, etree._Element]]:
    """Of each test its labels and its document."""
    found = []
    for test in etree.parse(path).getroot().iter(f"{LABEL}test"):
        labels, document = [child for child in test if isinstance(child.tag, str)]
        found.append((labels, document))
    return found


def _complete(document: etree._Element, judged: str) -> None:
    """They hold nothing but what is judged; the rest of what is mandatory is said here."""
    said = [one.get("currencyID") for one in document.iter(f"{CBC}PayableAmount", f"{CBC}TaxExclusiveAmount")]
    for rule, (path, value) in MANDATORY.items():
        if rule == judged or document.find(path) is not None:
            continue
        at = document
        for step in path.replace("/{", "\n{").split("\n"):
            found = at.find(step)
            at = etree.SubElement(at, step) if found is None else found
        at.text = said[0] if said and rule == "BR-05" else value


def _refusal(payload: bytes) -> str:
    facts = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
    try:
        assert len(understand(MAPPING, payload, facts).documents) == 1
    except Unreadable as refused:
        return refused.text
    return ""
