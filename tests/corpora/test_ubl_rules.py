"""K-U6: what a document must say (number, date, amount due) is judged as the rule-labelled ones say."""

from __future__ import annotations

import pytest
from lxml import etree

from adapters.formats import understand
from adapters.wiring.samples import Desk
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable
from tests.programs import ROOT

TESTS = ROOT.parent / "shared" / "corpora" / "ubl" / "en16931" / "test"
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
    tests = list(etree.parse(TESTS / f"{kind}-unit-UBL" / f"{rule}.xml").getroot().iter(f"{LABEL}test"))
    assert len(tests) > 1

    for test in tests:
        [labels, document] = [child for child in test if isinstance(child.tag, str)]
        _complete(document, rule)
        # The date of BR-03 that is "present" is 123: present, and refused as no date.
        wanted = "is missing" if labels.find(f"{LABEL}success") is None else "date" if rule == "BR-03" else ""
        assert wanted in (said := _refusal(etree.tostring(document)))
        assert bool(wanted) == bool(said)
        assert wanted == "is missing" or "is missing" not in said


def _complete(document: etree._Element, judged: str) -> None:
    """They hold nothing but what is judged; the rest of what is mandatory is said here."""
    for rule, (path, value) in MANDATORY.items():
        if rule == judged or document.find(path) is not None:
            continue
        at = document
        for step in path.replace("/{", "\n{").split("\n"):
            found = at.find(step)
            at = etree.SubElement(at, step) if found is None else found
        at.text = value


def _refusal(payload: bytes) -> str:
    facts = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
    try:
        assert len(understand(MAPPING, payload, facts).documents) == 1
    except Unreadable as refused:
        return refused.text
    return ""
