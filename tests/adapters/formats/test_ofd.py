"""OFD: the invoice in it is read, whichever way it is there; a zip that means harm is refused before."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from adapters.formats import folder, load_mapping, reader, understand
from core.hub.mapping import Document, Facts
from core.kernel.errors import Unreadable

ROOT = Path(__file__).parents[3] / "mappings"
SAMPLES = ROOT / "standards" / "cn_invoice" / "samples"
CORPORA = Path(__file__).parents[4] / "shared" / "corpora" / "erp" / "ofd-fapiao"
FACTS = Facts(issuer="p", source="s", site="W1", zone="Asia/Shanghai", name="x")


def packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {"OFD.xml": b"<OFD/>", **parts}.items():
            file.writestr(name, content)
    return made.getvalue()


def document(name: str, payload: bytes) -> Document:
    path = f"standards/cn_invoice/{name}.yaml"
    [made] = understand(
        load_mapping((ROOT / path).read_bytes(), path, folder(ROOT)), payload, FACTS
    ).documents
    return made


def cause(payload: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        reader("ofd").read(payload, {})
    return caught.value.cause


@pytest.mark.parametrize("name", ["digital", "electronic"])
def test_the_xml_and_the_ofd_of_one_invoice_are_one_document(name: str) -> None:
    by_xml = document("invoice", (SAMPLES / "invoice" / f"{name}.xml").read_bytes())
    by_ofd = document("ofd", (SAMPLES / "ofd" / f"{name}.ofd").read_bytes())

    assert (by_ofd.type, by_ofd.number, by_ofd.revision) == (by_xml.type, by_xml.number, by_xml.revision)
    assert by_ofd.body == by_xml.body


def test_without_an_attached_invoice_the_tags_say_the_same_number_and_totals() -> None:
    attached, tagged = (
        document("ofd", (SAMPLES / "ofd" / f"{name}.ofd").read_bytes()) for name in ("digital", "tags")
    )

    assert tagged.number == attached.number
    assert tagged.body["totals"] == attached.body["totals"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"%PDF-1.7", "ofd.malformed"),
        (packed(**{"../../etc/x.xml": b"<a/>"}), "ofd.path"),
        (packed(**{"/x.xml": b"<a/>"}), "ofd.path"),
        (packed(**{"Doc_0/Attachs/a.xml": b" " * 40_000_000}), "ofd.too_large"),
        (
            packed(**{"Doc_0/Attachs/a.xml": b"<eInvoice/>", "Doc_0/Attachs/b.xml": b"<eInvoice/>"}),
            "ofd.several",
        ),
        (packed(**{"Doc_0/Attachs/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><eInvoice/>"}), "xml.doctype"),
        (packed(), "ofd.no_invoice"),
        (packed()[:-30], "ofd.malformed"),
    ],
)
def test_what_holds_no_invoice_or_means_harm_is_refused(payload: bytes, expected: str) -> None:
    assert cause(payload) == expected


@pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")
def test_invoices_nobody_here_wrote_are_read_and_other_ofds_refused() -> None:
    found, causes = {}, set()
    for path in CORPORA.rglob("*.ofd"):
        try:
            found[path.name] = str(document("ofd", path.read_bytes()).body["payable"])
        except Unreadable as error:
            causes.add(error.cause)

    assert found == {
        "1.ofd": "526.00",
        "20240531141733.ofd": "4449.00",
        "keyword2.ofd": "200.00",
        "发票示例.ofd": "318.00",
    }
    assert causes == {"ofd.no_invoice"}


@pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")
def test_a_fully_digital_invoice_nobody_here_wrote_is_read() -> None:
    made = document("invoice", (CORPORA.parent / "cn-transcribed" / "einvoice-0.xml").read_bytes())

    assert (made.body["vat_kind"], str(made.body["payable"])) == ("digital_special", "664600.00")
