"""cXML: what is answered to a request, and that no secret of one comes any further."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.formats import folder, load_mapping, load_writing, reader, understand, write, writer
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable

ROOT = Path(__file__).parents[2] / "mappings"
NAME = "standards/cxml/documents.yaml"
SAMPLES = ROOT / "standards" / "cxml" / "samples" / "documents"
CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "erp" / "cxml"
FACTS = Facts(issuer="p", source="s", site="W1", zone="Asia/Shanghai", name="x", facts={"document": "D-1"})
ACK = {"about": "order@buyer.example", "result": "ack", "event_time": "2026-11-20T01:30:00Z"}


def answer(**said: object) -> bytes:
    name = "standards/cxml/out/response.yaml"
    return write(load_writing((ROOT / name).read_bytes(), name), {**ACK, **said}, FACTS)


@pytest.mark.parametrize(
    ("said", "code", "text"),
    [
        ({}, "200", "OK"),
        ({"result": "nack", "code": "map.required", "text": "order_no is missing"}, "406", "map.required"),
        ({"result": "nack", "code": "store.away", "retryable": True}, "503", "store.away"),
    ],
)
def test_a_request_is_answered_with_a_status(said: dict[str, object], code: str, text: str) -> None:
    written = answer(**said)

    root = reader("xml").read(written, {"bare_doctype": "allow"})
    [response] = [child for child in root.children if child.name == "Response"]
    found = {child.name: child.value for child in response.children[0].children}
    assert (found["@code"], found["@text"]) == (code, text)
    assert b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/' in written
    assert "order@buyer.example" in written.decode()


def test_a_doctype_that_is_more_than_an_address_is_not_written() -> None:
    with pytest.raises(Unreadable):
        writer("xml").check({"doctype": 'x" [<!ENTITY a "b">]'})


def test_what_a_request_shares_in_secret_is_in_no_document() -> None:
    mapping = load_mapping((ROOT / NAME).read_bytes(), NAME, folder(ROOT))

    for path in sorted(SAMPLES.glob("*.xml")):
        payload = path.read_bytes()
        assert b"not-a-secret" in payload
        try:
            said = repr(understand(mapping, payload, FACTS))
        except Unreadable as error:
            said = str(error)
        assert "not-a-secret" not in said


@pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")
def test_requests_nobody_here_wrote_become_documents_and_punch_outs_are_refused() -> None:
    mapping = load_mapping((ROOT / NAME).read_bytes(), NAME, folder(ROOT))
    found = {}
    for path in sorted(CORPORA.rglob("*.xml")):
        try:
            made = understand(mapping, path.read_bytes(), FACTS).documents
            found[path.name] = [
                (one.type, len(msgspec.to_builtins(one.body).get("lines", ()))) for one in made
            ]
        except Unreadable:
            found[path.name] = []

    assert found == {
        "OrderRequest.xml": [("erp.order.v1", 2)],
        "PunchOutSetupRequest.xml": [],
        "PunchoutOrderMessage.xml": [],
        "PunchoutOrderMessageAdvancedPricing.xml": [],
        "ShipNoticeRequest.xml": [("erp.shipment.v1", 0)],
        "order_request.xml": [("erp.order.v1", 1)],
        "poom.xml": [],
    }


def test_an_order_that_sends_goods_back_says_so() -> None:
    mapping = load_mapping((ROOT / NAME).read_bytes(), NAME, folder(ROOT))
    order = (SAMPLES / "order.xml").read_text(encoding="utf-8")
    back = order.replace('<ItemOut quantity="2.5"', '<ItemOut isReturn="yes" quantity="2.5"')

    [usual], [returned] = (understand(mapping, text.encode(), FACTS).documents for text in (order, back))

    assert usual.flags == ()
    assert [flag.text for flag in returned.flags] == ["nothing is sent back by it (isReturn)"]
