"""One document in the many ways in which XML, UBL, CII, ISO 20022 and EPCIS can say it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adapters.formats import understand
from adapters.wiring.recognizing.files import Files, Profile
from adapters.wiring.samples import Desk
from core.hub.mapping import Document, Facts
from tests.programs import ROOT

STANDARDS = ROOT / "mappings" / "standards"
DESK = Desk(ROOT / "mappings")
FACTS = Facts(issuer="them", source="papers", site="HQ", zone="UTC", name="paper.xml")
INVOICE = (STANDARDS / "ubl/samples/invoice/invoice.xml").read_text(encoding="utf-8")
CREDIT = (STANDARDS / "ubl/samples/invoice/credit_note.xml").read_text(encoding="utf-8")
CII = (STANDARDS / "cii/samples/invoice/invoice.xml").read_text(encoding="utf-8")
ISO = STANDARDS / "iso20022/samples"


def read(mapping: str, payload: str | bytes) -> list[Document]:
    data = payload.encode() if isinstance(payload, str) else payload
    found = understand(DESK.mapping(STANDARDS / f"{mapping}.yaml"), data, FACTS)
    assert [one for one in found.problems if one.kind != "flag"] == []
    return list(found.documents)


def told(mapping: str, payload: str | bytes) -> list[tuple[str, str, str, Any]]:
    """What is said, not where it stood."""
    return [(one.type, one.number, one.revision, one.body) for one in read(mapping, payload)]


def without_prefixes(text: str) -> str:
    """Every element says its own namespace."""
    root = etree.fromstring(text.encode())

    def said(element: etree._Element) -> str:
        name = etree.QName(element)
        attributes = "".join(f' {key}="{value}"' for key, value in element.items())
        inside = (element.text or "").strip() + "".join(said(child) for child in element)
        return f'<{name.localname} xmlns="{name.namespace}"{attributes}>{inside}</{name.localname}>'

    return said(root)


def other_prefixes(text: str) -> str:
    for before, after in (("cac", "ns0"), ("cbc", "ns1"), ("ram", "q"), ("udt", "z"), ("rsm", "root")):
        text = text.replace(f"{before}:", f"{after}:").replace(f"xmlns:{before}", f"xmlns:{after}")
    return text


WAYS: dict[str, Callable[[str], str | bytes]] = {
    "other prefixes": other_prefixes,
    "no prefixes": without_prefixes,
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "one line": lambda text: re.sub(r">\s+<", "><", text),
    "comments and instructions": lambda text: text.replace("</", "<!-- x --><?y z?></", 40),
    "character data": lambda text: text.replace("Demo Bridge", "<![CDATA[Demo Bridge]]>"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("mapping", "text"), [("ubl/invoice", INVOICE), ("cii/invoice", CII)], ids=["ubl", "cii"]
)
def test_an_invoice_is_one_however_its_xml_is_written(mapping: str, text: str, way: str) -> None:
    assert told(mapping, WAYS[way](text)) == told(mapping, text)


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2", "2.3", "2.4"])
@pytest.mark.parametrize(
    "profile", ["urn:cen.eu:en16931:2017", "urn:fdc:peppol.eu:2017:poacc:billing:3.0", "OIOUBL-2.1", "TR1.2"]
)
def test_version_and_profile_leave_no_trace(version: str, profile: str) -> None:
    head = (
        '<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:'
        'CommonExtensionComponents-2">'
        "<ext:UBLExtension><ext:ExtensionContent><Own xmlns='urn:own'>1</Own></ext:ExtensionContent>"
        f"</ext:UBLExtension></ext:UBLExtensions><cbc:UBLVersionID>{version}</cbc:UBLVersionID>"
        f"<cbc:CustomizationID>{profile}</cbc:CustomizationID>"
    )

    assert told("ubl/invoice", INVOICE.replace("<cbc:ID>", f"{head}<cbc:ID>", 1)) == told(
        "ubl/invoice", INVOICE
    )


def test_an_invoice_with_a_large_pdf_in_it_is_the_same_invoice() -> None:
    pdf = "JVBERi0x" * (12 * 1024 * 1024 // 8)
    attached = (
        "<cac:AdditionalDocumentReference><cbc:ID>drawing</cbc:ID><cac:Attachment>"
        f'<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf">{pdf}'
        "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )

    text = INVOICE.replace("<cac:AccountingSupplierParty>", f"{attached}<cac:AccountingSupplierParty>", 1)

    assert told("ubl/invoice", text) == told("ubl/invoice", INVOICE)


def test_each_rate_of_tax_is_told_and_tax_in_the_accounting_currency_is_not_counted_twice() -> None:
    def part(currency: str, taxable: str, tax: str, percent: str) -> str:
        return (
            f'<cac:TaxSubtotal><cbc:TaxableAmount currencyID="{currency}">{taxable}</cbc:TaxableAmount>'
            f'<cbc:TaxAmount currencyID="{currency}">{tax}</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>'
            f"<cbc:Percent>{percent}</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>"
        )

    taxes = (
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1521.00</cbc:TaxAmount>'
        f"{part('EUR', '11000.00', '1430.00', '13')}{part('EUR', '700.00', '91.00', '13.00')}</cac:TaxTotal>"
        '<cac:TaxTotal><cbc:TaxAmount currencyID="CNY">11863.80</cbc:TaxAmount></cac:TaxTotal>'
    )
    bare = re.sub(
        r"<cac:TaxTotal>.*</cac:TaxTotal>\s*(?=<cac:LegalMonetaryTotal>)", taxes, INVOICE, flags=re.S
    )

    [invoice] = read("ubl/invoice", bare)

    assert [tax["tax"] for tax in invoice.body["taxes"]] == [Decimal("1430.00"), Decimal("91.00")]
    assert invoice.body["totals"]["tax"] == Decimal("1521.00")


def test_amounts_without_a_currency_of_their_own_are_in_the_documents() -> None:
    accounting = r"\s*<cac:TaxTotal><cbc:TaxAmount currencyID=.CNY.>.*?</cac:TaxTotal>"
    one = re.sub(accounting, "", INVOICE)

    assert told("ubl/invoice", one.replace(' currencyID="EUR"', "")) == told("ubl/invoice", one)


@pytest.mark.parametrize(("code", "text"), [("203", "202611201230"), ("204", "20261120123059")])
def test_a_date_of_cii_may_have_a_time(code: str, text: str) -> None:
    timed = CII.replace('format="102">20261120<', f'format="{code}">{text}<')

    assert timed != CII
    assert told("cii/invoice", timed) == told("cii/invoice", CII)


@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_allowances_and_charges_are_added_up_where_their_totals_are_not_stated(form: str) -> None:
    """Of each two or one, which come to the 50.00 that the sample states."""
    parts = {
        "ubl": [("false", "20.00"), ("false", "30.00"), ("true", "50.00")],
        "cii": [("false", "50.00"), ("true", "45.00"), ("true", "5.00")],
    }[form]
    if form == "ubl":
        bare = re.sub(r"<cbc:(Allowance|Charge)TotalAmount.*", "", INVOICE)
        each = (
            "<cac:AllowanceCharge><cbc:ChargeIndicator>{}</cbc:ChargeIndicator>"
            "<cbc:Amount currencyID='EUR'>{}</cbc:Amount></cac:AllowanceCharge>"
        )
        before = "<cac:TaxTotal>"
    else:
        bare = re.sub(r"<ram:(Allowance|Charge)TotalAmount.*", "", CII)
        each = (
            "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>{}</udt:Indicator>"
            "</ram:ChargeIndicator><ram:ActualAmount>{}</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>"
        )
        before = "<ram:SpecifiedTradePaymentTerms>"
    text = bare.replace(before, "".join(each.format(*part) for part in parts) + before, 1)

    assert told(f"{form}/invoice", text) == told(f"{form}/invoice", {"ubl": INVOICE, "cii": CII}[form])


@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_the_account_to_pay_to_is_found_at_a_later_payment_means(form: str) -> None:
    text, means, code = {
        "ubl": (INVOICE, "cac:PaymentMeans", "cbc:PaymentMeansCode"),
        "cii": (CII, "ram:SpecifiedTradeSettlementPaymentMeans", "ram:TypeCode"),
    }[form]
    other = text.replace(f"<{means}>", f"<{means}><{code}>10</{code}></{means}><{means}>", 1)

    assert told(f"{form}/invoice", other) == told(f"{form}/invoice", text)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_credit_note_is_kept_with_the_sign_it_has(sign: str) -> None:
    text = re.sub(r'(currencyID="EUR">)(?=\d)', rf"\g<1>{sign}", CREDIT)

    [note] = read("ubl/invoice", text)
    [plain] = read("ubl/invoice", CREDIT)

    assert note.body["kind"] == "credit_note"
    assert note.body["payable"] == plain.body["payable"] * (-1 if sign else 1)


def same_but_namespace(folder: str, name: str, message: str, version: str) -> str:
    text = (ISO / folder / name).read_text(encoding="utf-8")
    return re.sub(rf"{message}\.001\.\d\d", f"{message}.001.{version}", text)


@pytest.mark.parametrize("version", [f"{number:02d}" for number in range(2, 14)])
@pytest.mark.parametrize(
    ("folder", "name", "message"),
    [
        ("statements", "statement.xml", "camt.053"),
        ("payment_orders", "transfers.xml", "pain.001"),
        ("payment_orders", "between_banks.xml", "pacs.008"),
        ("payment_statuses", "of_an_order.xml", "pain.002"),
        ("payment_statuses", "between_banks.xml", "pacs.002"),
    ],
)
def test_a_message_of_any_version_is_recognized_and_is_one_document(
    folder: str, name: str, message: str, version: str, tmp_path: Path
) -> None:
    files = Files(ROOT / "mappings", Profile.STRICT)
    (tmp_path / "a.xml").write_text((ISO / folder / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "b.xml").write_text(same_but_namespace(folder, name, message, version), encoding="utf-8")

    one, other = files.line(tmp_path / "a.xml"), files.line(tmp_path / "b.xml")

    assert one.outcome in ("ok", "flagged")
    assert [made.body for made in one.documents] == [made.body for made in other.documents]


@pytest.mark.parametrize(("kind", "inside"), [("Rpt", "camt.052"), ("Ntfctn", "camt.054")])
def test_reports_and_notices_are_read_as_statements_are(kind: str, inside: str) -> None:
    names = {
        "Rpt": ("BkToCstmrAcctRpt", "RptPgntn", "AddtlRptInf"),
        "Ntfctn": ("BkToCstmrDbtCdtNtfctn", "NtfctnPgntn", "AddtlNtfctnInf"),
    }
    text = same_but_namespace("statements", "statement.xml", "camt.053", "08").replace("camt.053", inside)
    message, pages, words = names[kind]
    for before, after in (
        ("BkToCstmrStmt", message), ("<Stmt>", f"<{kind}>"), ("</Stmt>", f"</{kind}>"),
        ("StmtPgntn", pages), ("AddtlStmtInf", words),
    ):  # fmt: skip
        text = text.replace(before, after)

    [other] = read("iso20022/statements", text)
    [statement] = read("iso20022/statements", (ISO / "statements/statement.xml").read_bytes())

    assert other.body["kind"] == {"Rpt": "report", "Ntfctn": "notice"}[kind]
    assert {**other.body, "kind": ""} == {**statement.body, "kind": ""}


def test_payments_of_a_batch_are_told_exactly_beside_the_entry_they_are_of() -> None:
    [statement] = read("iso20022/statements", (ISO / "statements/statement.xml").read_bytes())

    entry = statement.body["entries"][0]

    amounts = [payment["amount"]["amount"] for payment in entry["payments"]]
    assert sum(amounts) == entry["amount"]["amount"] == entry["batches"][0]["amount"]["amount"]
    assert entry["batches"][0]["count"] == len(amounts)


def _turned(value: Any) -> Any:
    """Every object of it with its words the other way round."""
    if isinstance(value, dict):
        return {name: _turned(value[name]) for name in reversed(list(value))}
    return [_turned(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("context", ["last", "list", "turned list", "own words first"])
def test_an_epcis_document_is_one_wherever_and_however_its_context_stands(context: str) -> None:
    known = json.loads((STANDARDS / "epcis/samples/events/steps.json").read_text(encoding="utf-8"))
    before = told("epcis/events", json.dumps(known))
    said = known.pop("@context")
    [*space] = said if isinstance(said, list) else [said]
    own = {"mine": "https://own.example/words/"}
    written = {
        "last": _turned(known) | {"@context": said},
        "list": {"@context": [*space, own]} | known,
        "turned list": {"@context": [own, *reversed(space)]} | known,
        "own words first": {"@context": [own, *space]} | known,
    }

    assert told("epcis/events", json.dumps(written[context])) == before
    assert len(before) > 3
