"""What a partner may write, and what must not be made of it: another amount, no line, a second document."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from adapters.formats import understand
from core.hub.mapping import Document
from core.kernel.errors import Unreadable
from tests.mappings.ubl_bodies import DESK, FACTS, MAPPINGS

STANDARDS = MAPPINGS / "standards"


def sample(path: str, *changes: tuple[str, str]) -> str:
    """The sample's text, each part that is changed being there."""
    text = (STANDARDS / path).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def read(mapping: str, text: str) -> Document:
    found = understand(DESK.mapping(STANDARDS / f"{mapping}.yaml"), text.encode(), FACTS)
    assert [one.text for one in found.problems if one.kind != "flag"] == []
    [document] = found.documents
    return document


def flags(document: Document) -> list[str]:
    return [flag.text for flag in document.flags]


def lines(document: Document) -> list[dict[str, Any]]:
    return list(document.body.get("lines", ()))


PRICES = {
    "ubl/invoice": ("ubl/samples/invoice/invoice.xml", "BaseQuantity"),
    "ubl/order": ("ubl/samples/order/order.xml", "BaseQuantity"),
    "ubl/order_response": ("ubl/samples/order_response/in_part.xml", "BaseQuantity"),
    "cii/invoice": ("cii/samples/invoice/invoice.xml", "BasisQuantity"),
    "cii/zugferd1": ("cii/samples/zugferd1/comfort.xml", "BasisQuantity"),
}


def priced(mapping: str, base: str) -> dict[str, Any]:
    """The first line with this base of its price, no quantity of it having a unit."""
    path, name = PRICES[mapping]
    text = re.sub(r'(Quantity) unitCode="[^"]*"', r"\1", sample(path))
    found = re.sub(rf"(<\w+:{name}>)[^<]*<", rf"\g<1>{base}<", text)
    return lines(read(mapping, found))[0]


@pytest.mark.parametrize("mapping", PRICES)
def test_a_price_for_a_hundred_of_no_unit_is_no_price_for_one(mapping: str) -> None:
    line = priced(mapping, "100")

    assert "unit_price" not in line
    assert "price_per" not in line
    assert priced(mapping, "1")["unit_price"] == priced(mapping, "0")["unit_price"]


@pytest.mark.parametrize("mapping", PRICES)
def test_a_price_for_less_than_nothing_is_none_and_flagged(mapping: str) -> None:
    path, name = PRICES[mapping]
    below = re.sub(rf"(<\w+:{name}[^>]*>)[^<]*<", r"\g<1>-10<", sample(path))

    document = read(mapping, below)

    assert "unit_price" not in lines(document)[0]
    assert any("no price is for less than nothing" in flag for flag in flags(document))


@pytest.mark.parametrize("said", ["Cancelled", "cancelled", "2", "7"])
def test_a_line_that_was_not_accepted_is_not_confirmed(said: str) -> None:
    path = "ubl/samples/order_response/in_part.xml"
    refused = sample(path, ("<cbc:LineStatusCode>7<", f"<cbc:LineStatusCode>{said}<"))

    assert lines(read("ubl/order_response", refused)) == lines(read("ubl/order_response", sample(path)))


def test_a_line_that_is_cancelled_by_the_words_of_ubl_is_neither_ordered_nor_shipped() -> None:
    path = "ubl/samples/order/change.xml"
    changed = sample(path, ("<cbc:LineStatusCode>2<", "<cbc:LineStatusCode>Cancelled<"))
    shipped = sample(
        "ubl/samples/despatch_advice/advice.xml",
        (
            "<cbc:DeliveredQuantity",
            "<cbc:LineStatusCode>Cancelled</cbc:LineStatusCode><cbc:DeliveredQuantity",
        ),
    )

    assert lines(read("ubl/order", changed)) == lines(read("ubl/order", sample(path)))
    assert lines(read("ubl/despatch_advice", shipped)) == []


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ("ubl/despatch_advice", "ubl/samples/despatch_advice/advice.xml"),
        ("ubl/receipt_advice", "ubl/samples/receipt_advice/in_part.xml"),
    ],
)
def test_what_is_cancelled_is_noted_beside_what_it_cancels(mapping: str, path: str) -> None:
    status = "</cbc:IssueDate><cbc:DocumentStatusCode>{}</cbc:DocumentStatusCode>"
    before = read(mapping, sample(path))
    revised = read(mapping, sample(path, ("</cbc:IssueDate>", status.format("Revised"))))
    after = read(mapping, sample(path, ("</cbc:IssueDate>", status.format("Cancelled"))))

    assert revised.type == before.type
    assert after.type == "noted.event.v1"
    assert after.number == f"{before.number}|cancelled"


@pytest.mark.parametrize(
    "reference",
    [
        "<cac:BillingReference><cac:SelfBilledInvoiceDocumentReference><cbc:ID>INV-1</cbc:ID>"
        "</cac:SelfBilledInvoiceDocumentReference></cac:BillingReference>",
        "<cac:BillingReference><cac:DebitNoteDocumentReference><cbc:ID>INV-1</cbc:ID>"
        "</cac:DebitNoteDocumentReference></cac:BillingReference>",
        "<cac:DocumentReference><cbc:ID>INV-1</cbc:ID></cac:DocumentReference>",
    ],
)
def test_however_a_remittance_names_what_is_paid_it_is_told(reference: str) -> None:
    [path] = (STANDARDS / "ubl/samples/remittance_advice").glob("*.xml")
    usual = (
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-1</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    name = path.relative_to(STANDARDS).as_posix()

    paid = read("ubl/remittance_advice", sample(name, (usual, reference)))

    assert paid.body == read("ubl/remittance_advice", sample(name)).body
    unnamed = read("ubl/remittance_advice", sample(name, (usual, "")))
    assert flags(unnamed) == ["all that is paid is paid for an invoice or a note"]


def test_two_buyers_who_bill_themselves_by_code_do_not_meet_and_ubl_and_cii_agree() -> None:
    def billed(path: str, buyer: str) -> str:
        text = sample(path).replace(">380<", ">389<").replace("DE811", buyer)
        registered = (
            f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{buyer}</ram:ID>'
            "</ram:SpecifiedTaxRegistration></ram:BuyerTradeParty>"
        )
        text = text.replace("</ram:BuyerTradeParty>", registered)
        return read("ubl/invoice" if path.startswith("ubl") else "cii/invoice", text).number

    ubl, cii = "ubl/samples/invoice/invoice.xml", "cii/samples/invoice/invoice.xml"
    assert billed(ubl, "FR1") != billed(ubl, "FR2")
    assert "|for|" in billed(ubl, "FR1")
    assert billed(ubl, "FR1") == billed(cii, "FR1")


def test_a_line_that_sums_up_others_or_only_informs_is_not_counted_beside_them() -> None:
    path = "cii/samples/invoice/invoice.xml"
    whole = sample(path)
    [line] = re.findall(
        r"<ram:IncludedSupplyChainTradeLineItem>.*?</ram:IncludedSupplyChainTradeLineItem>", whole, re.DOTALL
    )[:1]
    for reason, more in (("GROUP", 0), ("INFORMATION", 0), ("DETAIL", 1)):
        said = f"</ram:LineID><ram:LineStatusReasonCode>{reason}</ram:LineStatusReasonCode>"
        twice = whole.replace(line, line + line.replace("</ram:LineID>", said), 1)

        assert len(lines(read("cii/invoice", twice))) == len(lines(read("cii/invoice", whole))) + more


IDOC_ORDER = "idoc/samples/orders05_xml/order.xml"
IDOC_ANSWER = "idoc/samples/orders05_xml/answer.xml"
IDOC_INVOICE = "idoc/samples/invoic02_xml/invoice.xml"


@pytest.mark.parametrize(
    ("mapping", "path", "number"),
    [
        ("idoc/orders05_xml", IDOC_ORDER, "<POSEX>000010</POSEX>"),
        ("idoc/orders05_xml", IDOC_ANSWER, "<POSEX>000010</POSEX>"),
        ("idoc/invoic02_xml", IDOC_INVOICE, "<POSEX>000010</POSEX>"),
        ("idoc/desadv01_xml", "idoc/samples/desadv01_xml/delivery.xml", "<POSNR>000010</POSNR>"),
    ],
)
def test_a_line_of_an_idoc_without_a_number_is_a_line(mapping: str, path: str, number: str) -> None:
    usual = lines(read(mapping, sample(path)))
    found = lines(read(mapping, sample(path, (number, ""))))

    assert len(found) == len(usual)
    assert found[0]["line_no"] == "1"
    assert {**found[0], "line_no": ""} == {**usual[0], "line_no": ""}


def test_a_line_that_the_seller_rejects_is_not_confirmed_and_the_answer_is_partial() -> None:
    path = IDOC_ANSWER
    whole = sample(path, ("<ACTION>001</ACTION>", "<ACTION>000</ACTION>"), ("<ACTION>003</ACTION>", ""))
    rejected = whole.replace("<POSEX>000020</POSEX>", "<POSEX>000020</POSEX><ABGRU>01</ABGRU>")

    assert read("idoc/orders05_xml", whole).body["result"] == "accept"
    document = read("idoc/orders05_xml", rejected)
    assert document.body["result"] == "partial"
    assert [line["line_no"] for line in lines(document)] == ["000010"]


@pytest.mark.parametrize(
    ("mapping", "path"), [("idoc/orders05_xml", IDOC_ORDER), ("idoc/invoic02_xml", IDOC_INVOICE)]
)
def test_the_price_of_an_idoc_is_for_the_unit_it_says(mapping: str, path: str) -> None:
    by_the_kilo = sample(path, ("<PMENE>TNE<", "<PMENE>KG<"), ("<PEINH>1</PEINH>", ""))

    assert lines(read(mapping, by_the_kilo))[0]["price_per"] == {"value": Decimal(1), "unit": "KGM"}


@pytest.mark.parametrize(
    ("mapping", "path"), [("idoc/orders05_xml", IDOC_ORDER), ("idoc/invoic02_xml", IDOC_INVOICE)]
)
def test_a_line_of_an_idoc_in_another_currency_is_refused(mapping: str, path: str) -> None:
    other = sample(path, ("<POSEX>", "<CURCY>USD</CURCY><POSEX>"))

    found = understand(DESK.mapping(STANDARDS / f"{mapping}.yaml"), other.encode(), FACTS)

    assert found.documents == ()
    assert read(mapping, sample(path, ("<POSEX>", "<CURCY>CNY</CURCY><POSEX>"))).body["currency"] == "CNY"


def test_what_is_to_be_paid_before_tax_is_not_what_is_to_be_paid() -> None:
    net = sample(IDOC_INVOICE, ("<SUMID>011<", "<SUMID>012<"))
    untaxed = net.replace("<SUMID>005</SUMID><SUMME>12762.75<", "<SUMID>005</SUMID><SUMME>0.00<")

    found = understand(DESK.mapping(STANDARDS / "idoc/invoic02_xml.yaml"), net.encode(), FACTS)

    assert found.documents == ()
    assert read("idoc/invoic02_xml", untaxed).body["payable"] == Decimal("98175.00")


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ("idoc/orders05_xml", IDOC_ORDER),
        ("idoc/orders05_xml", IDOC_ANSWER),
        ("idoc/invoic02_xml", IDOC_INVOICE),
        ("idoc/desadv01_xml", "idoc/samples/desadv01_xml/delivery.xml"),
    ],
)
def test_an_idoc_that_is_a_test_says_so(mapping: str, path: str) -> None:
    tried = read(mapping, sample(path, ("<DOCNUM>", "<TEST>X</TEST><DOCNUM>")))

    assert flags(tried) == ["it is meant for production (EDI_DC40 TEST)"]
    assert flags(read(mapping, sample(path))) == []


CXML = "cxml/samples/documents"


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("order.xml", '<UnitPrice><Money currency="CNY">'),
        ("order.xml", '<Tax><Money currency="CNY">'),
        ("confirmation.xml", '<UnitPrice><Money currency="CNY">'),
        ("invoice.xml", '<UnitPrice><Money currency="CNY">'),
        ("invoice.xml", '<DueAmount><Money currency="CNY">'),
        ("invoice.xml", '<GrossAmount><Money currency="CNY">'),
        ("invoice.xml", '<TaxAmount><Money currency="CNY">'),
        ("invoice_of_whole_orders.xml", '<SubtotalAmount><Money currency="CNY">'),
    ],
)
def test_an_amount_of_cxml_in_another_currency_refuses_it(name: str, amount: str) -> None:
    text = sample(f"{CXML}/{name}").replace(amount, amount.replace("CNY", "USD"), 1)
    assert text != sample(f"{CXML}/{name}")

    with pytest.raises(Unreadable, match="in the document's currency"):
        read("cxml/documents", text)


def test_what_cancels_an_order_in_its_own_version_is_no_second_form_of_it() -> None:
    path = f"{CXML}/order.xml"
    new = read("cxml/documents", sample(path, ('type="new"', 'type="new" orderVersion="1"')))
    gone = read("cxml/documents", sample(path, ('type="new"', 'type="delete" orderVersion="1"')))

    assert (new.number, new.body["status"]) == (gone.number, "new")
    assert gone.body["status"] == "cancelled"
    assert gone.revision != new.revision


def test_a_cxml_that_is_a_test_or_only_informs_says_so() -> None:
    for name in ("order.xml", "confirmation.xml", "shipment.xml", "invoice.xml"):
        tried = read(
            "cxml/documents", sample(f"{CXML}/{name}", ("<Request>", '<Request deploymentMode="test">'))
        )
        assert flags(tried) == ["it is meant for production (deploymentMode)"]
    informs = sample(f"{CXML}/invoice.xml", ('operation="new"', 'operation="new" isInformationOnly="yes"'))

    [flag] = flags(read("cxml/documents", informs))
    assert "isInformationOnly" in flag
