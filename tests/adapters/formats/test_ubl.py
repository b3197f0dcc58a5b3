"""UBL in JSON is the tree of its XML, and what is no UBL in JSON is told apart."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.formats import reader, understand
from adapters.wiring.samples import Desk
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable

MAPPINGS = Path(__file__).parents[3] / "mappings"
URN = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
FACTS = Facts(issuer="demo", source="papers", site="HQ", zone="UTC", name="invoice")


def invoice(*, lists: bool) -> bytes:
    """An invoice of one line, with each part alone or, as the older representation has it, in a list."""
    said = {
        "ID": {"_": "INV-1"},
        "IssueDate": {"_": "2026-11-20"},
        "DocumentCurrencyCode": {"_": "EUR"},
        "AccountingSupplierParty": {"Party": {"PartyName": {"Name": {"_": "Demo Steel"}}}},
        "LegalMonetaryTotal": {"PayableAmount": {"_": 100.50, "currencyID": "EUR"}},
        "InvoiceLine": {"ID": {"_": "1"}, "LineExtensionAmount": {"_": 100.50, "currencyID": "EUR"}},
    }
    part = in_lists(said) if lists else said
    return msgspec.json.encode({"_D": URN, "_A": "a", "_B": "b", "Invoice": [part] if lists else part})


def in_lists(part: dict[str, object]) -> dict[str, object]:
    return {name: [in_lists(one)] if isinstance(one, dict) else one for name, one in part.items()}


@pytest.mark.parametrize("lists", [False, True])
def test_both_json_representations_are_read_as_the_document(lists: bool) -> None:
    tree = reader("ubl").read(invoice(lists=lists), {})

    assert (tree.name, tree.namespace) == ("Invoice", URN)
    [found] = understand(
        Desk(MAPPINGS).mapping(MAPPINGS / "standards" / "ubl" / "invoice.yaml"), invoice(lists=lists), FACTS
    ).documents
    assert (found.body["invoice_no"], str(found.body["payable"]), found.body["currency"]) == (
        "INV-1",
        "100.5",
        "EUR",
    )


def test_a_namespace_that_was_lost_on_the_way_to_json_is_told_by_the_name() -> None:
    tree = reader("ubl").read(b'{"_D": "", "_A": "", "Order": {"ID": {"_": "1"}}}', {})

    assert (tree.name, tree.namespace) == ("Order", "urn:oasis:names:specification:ubl:schema:xsd:Order-2")


def test_xml_is_read_as_ever() -> None:
    xml = f'<Invoice xmlns="{URN}"><ID>INV-1</ID></Invoice>'.encode()

    assert reader("ubl").read(xml, {}) == reader("xml").read(xml, {})


@pytest.mark.parametrize(
    ("payload", "cause"),
    [
        (b'{"a": 1}', "ubl.no_document"),
        (b'{"_D": "urn:x", "Invoice": {}}', "ubl.no_document"),
        (b"[1, 2]", "ubl.no_document"),
        (msgspec.json.encode({"_D": URN, "Invoice": [{}, {}]}), "ubl.several"),
        (b'{"_D": ', "json.malformed"),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(payload: bytes, cause: str) -> None:
    with pytest.raises(Unreadable) as caught:
        reader("ubl").read(payload, {})

    assert caught.value.cause == cause
    assert caught.value.place.startswith("bytes ")
