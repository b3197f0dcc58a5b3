"""K-U3: the UBL and the CII form of one invoice are one receivable."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.formats import understand
from adapters.wiring.samples import Desk
from core.hub.mapping import Document, Facts
from tests.programs import ROOT

EXAMPLES = ROOT.parent / "shared" / "corpora" / "ubl" / "en16931"
if not EXAMPLES.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
STANDARDS = ROOT / "mappings" / "standards"
DESK = Desk(ROOT / "mappings")
FACTS = Facts(issuer="corpora", source="papers", site="HQ", zone="UTC", name="paper.xml")
PAIRS = [
    ("ubl-tc434-example1.xml", "CII_example1.xml"),
    ("ubl-tc434-example2.xml", "CII_business_example_01.xml"),
]


def document(form: str, name: str) -> Document:
    payload = (EXAMPLES / form / "examples" / name).read_bytes()
    [found] = understand(DESK.mapping(STANDARDS / form / "invoice.yaml"), payload, FACTS).documents
    return found


@pytest.mark.parametrize(("ubl", "cii"), PAIRS)
def test_both_forms_of_an_invoice_are_one_receivable(ubl: str, cii: str) -> None:
    one, other = document("ubl", ubl), document("cii", cii)

    assert (one.type, one.number, one.revision) == (other.type, other.number, other.revision)
    for name in ("kind", "invoice_no", "issue_date", "currency"):
        assert one.body[name] == other.body[name], name
    assert Decimal(str(one.body["payable"])) == Decimal(str(other.body["payable"]))
    assert one.body["seller"]["id"] == other.body["seller"]["id"]
    assert len(one.body["lines"]) == len(other.body["lines"])
