"""K-U3: the UBL and the CII form of one invoice are one receivable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

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
    for name in (
        "kind",
        "invoice_no",
        "issue_date",
        "due_date",
        "currency",
        "seller",
        "buyer",
        "payee_account",
    ):
        assert one.body.get(name) == other.body.get(name), name
    assert Decimal(str(one.body["payable"])) == Decimal(str(other.body["payable"]))
    # Their units, codes of goods and tax points differ: their makers wrote them so.
    assert plain(one.body["totals"]) == plain(other.body["totals"])
    assert plain(one.body["taxes"]) == plain(other.body["taxes"])
    for name in ("line_no", "line_amount", "tax_rate"):
        told = [[plain(line.get(name)) for line in form.body["lines"]] for form in (one, other)]
        assert told[0] == told[1], name


def plain(value: Any) -> Any:
    """Without what is only a way of writing: zeros at a number's end."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.normalize() if isinstance(value, Decimal) else value
