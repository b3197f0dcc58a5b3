"""Raw envelopes: what is no message is answered by a fault that says what is wrong, and never by a 500."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from lxml import etree

from adapters.wiring.hub import Hub
from gateway.soap.envelope import ENVELOPE_BYTES_MAX
from gateway.soap.words import OURS, SOAP_11, SOAP_12
from tests.gateway.soap.asking import MEDIA, Speaker, envelope, in_clear, submission

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "hostile"
QUERY = f'<QueryStatus xmlns="{OURS}"><id>1/1</id></QueryStatus>'
WSDL = {"w": "http://schemas.xmlsoap.org/wsdl/", "s": "http://schemas.xmlsoap.org/wsdl/soap/"}


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
@pytest.mark.parametrize(
    ("content", "code", "cause"),
    [
        ("", "sender", "xml.malformed"),
        ("<s:Envelope xmlns:s='SOAP'>", "sender", "xml.malformed"),
        ("<s:Envelope xmlns:s='SOAP'/>", "sender", "soap.parts"),
        ("<s:Envelope xmlns:s='SOAP'><s:Body/></s:Envelope>", "sender", "soap.body"),
        ("<s:Envelope xmlns:s='SOAP'><s:Body>BODY BODY</s:Body></s:Envelope>", "sender", "soap.body"),
        (
            "<s:Envelope xmlns:s='SOAP'><s:Body>BODY</s:Body><s:Body>BODY</s:Body></s:Envelope>", "sender",
            "soap.parts",
        ),
        ("<s:Envelope xmlns:s='SOAP'><s:Body>BODY</s:Body><s:Header/></s:Envelope>", "sender", "soap.parts"),
        ("<s:Envelope xmlns:s='SOAP'><s:Header/></s:Envelope>", "sender", "soap.parts"),
        ("<s:Envelope xmlns:s='SOAP'><x/><s:Body>BODY</s:Body></s:Envelope>", "sender", "soap.parts"),
        ("<s:Letter xmlns:s='SOAP'><s:Body>BODY</s:Body></s:Letter>", "sender", "soap.no_envelope"),
        ("BODY", "sender", "soap.no_envelope"),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]><s:Envelope xmlns:s='SOAP'><s:Body>&b;</s:Body></s:Envelope>",
            "sender", "xml.doctype",
        ),
        ("<!DOCTYPE a SYSTEM 'file:///etc/hosts'><s:Envelope xmlns:s='SOAP'/>", "sender", "xml.doctype"),
        ("<s:Envelope xmlns:s='SOAP'><s:Body>BODY</s:Body></s:Envelope>", "sender", "soap.no_proof"),
        (f"<s:Envelope xmlns:s='SOAP'>{'<a>' * 300}{'</a>' * 300}</s:Envelope>", "sender", "xml.malformed"),
    ],
    ids=lambda one: str(one)[:60],
)  # fmt: skip
def test_what_is_no_message_is_the_sender_s_fault(
    door: Speaker, soap: str, content: str, code: str, cause: str
) -> None:
    answer = door.raw(content.replace("SOAP", soap).replace("BODY", QUERY).encode(), Content_Type=MEDIA[soap])

    assert answer.code == {"sender": ("Client", "Sender")}[code][answer.soap == SOAP_12]
    assert answer.texts("problem/code") == [cause]
    assert answer.status in (400, 401)
    assert answer.text("problem/text") != ""


def test_an_envelope_of_another_version_is_a_mismatch(door: Speaker) -> None:
    answer = door.raw(envelope(QUERY, soap="http://www.w3.org/2001/12/soap-envelope"))

    assert (answer.soap, answer.code, answer.status) == (SOAP_11, "VersionMismatch", 400)


@pytest.mark.parametrize(
    ("body", "cause", "told"),
    [
        (QUERY.replace(OURS, "urn:other"), "soap.namespace", f"write {OURS}"),
        (QUERY.replace(f' xmlns="{OURS}"', ""), "soap.namespace", f"write {OURS}"),
        (QUERY.replace("QueryStatus", "Query"), "soap.operation", "there are SubmitDocument"),
        (QUERY.replace("1/1", "one"), "soap.schema", "one"),
        (QUERY.replace("id>", "ident>"), "soap.schema", "ident"),
        (f'<SubmitDocument xmlns="{OURS}"/>', "soap.schema", "idempotencyKey"),
        (
            f'<SubmitDocument xmlns="{OURS}">{submission(b"").replace("k1", "k" * 201)}</SubmitDocument>',
            "soap.schema", "200",
        ),
    ],
    ids=["namespace", "none", "operation", "pattern", "element", "empty", "long"],
)  # fmt: skip
def test_an_operation_that_is_not_as_described_is_told_where_and_why(
    door: Speaker, body: str, cause: str, told: str
) -> None:
    answer = door.raw(envelope(body, header=in_clear(door.machine)))

    assert (answer.status, answer.code, answer.text("outcome")) == (400, "Client", "not_taken")
    assert set(answer.texts("problem/code")) == {cause}
    assert any(told in text for text in answer.texts("problem/text")), answer.texts("problem/text")
    assert answer.text("problem/place").startswith("line 1")


@pytest.mark.parametrize("written", ["!", "YQ=", "Y", "YQ==YQ==", "离"])
def test_content_that_is_no_base64_is_refused_and_not_guessed(door: Speaker, hub: Hub, written: str) -> None:
    answer = door.ask("SubmitDocument", submission(b"a").replace("YQ==", written))

    assert answer.text("problem/code") in ("soap.base64", "soap.schema")
    assert hub.store.arrival(1, 1) is None


def test_everything_that_is_not_as_described_is_told_at_once(door: Speaker) -> None:
    lot = "<lot><lotNo/><quantity>ten</quantity></lot>"
    slip = f"<number>1</number><at>yesterday</at>{lot}"
    body = f"<idempotencyKey>w</idempotencyKey><site>W1</site><inbound>{slip}</inbound>"

    answer = door.ask("WarehouseOperation", body)

    said = " ".join(answer.texts("problem/text"))
    assert all(word in said for word in ("yesterday", "ten", "lotNo", "unit")), said


@pytest.mark.parametrize("soap", [SOAP_11, SOAP_12])
def test_a_header_that_must_be_understood_and_is_not_is_named(door: Speaker, soap: str) -> None:
    strange = f'<a:Route xmlns:a="urn:a" xmlns:s="{soap}" s:mustUnderstand="MUST"ROLE/>'
    must = "1" if soap == SOAP_11 else "true"

    answer = door.raw(
        envelope(
            QUERY,
            soap=soap,
            header=in_clear(door.machine) + strange.replace("MUST", must).replace("ROLE", ""),
        )
    )
    role = ' s:actor="urn:somebody"' if soap == SOAP_11 else ' s:role="urn:somebody"'
    others = strange.replace("MUST", must).replace("ROLE", role)
    optional = strange.replace("MUST", "0").replace("ROLE", "")
    passed = door.raw(envelope(QUERY, soap=soap, header=in_clear(door.machine) + others + optional))

    assert (answer.code, answer.status) == ("MustUnderstand", 400)
    assert "{urn:a}Route" in answer.text("problem/text")
    if soap == SOAP_12:
        assert answer.header is not None
        assert answer.header[0].get("qname") == "h:Route"
    assert passed.text("problem/code") == "soap.unknown"


@pytest.mark.parametrize(
    ("charset", "content", "cause"),
    [
        ("gb18030", envelope(QUERY).decode().encode("gb18030"), "soap.no_proof"),
        ("utf-16", envelope(QUERY).decode().encode("utf-16"), "soap.no_proof"),
        ("no-such", envelope(QUERY), "xml.unknown_encoding"),
        ("utf-8", envelope(QUERY).replace(b"1/1", b"\xff\xfe1"), "xml.encoding"),
        ("utf-8", envelope(QUERY).replace(b"1/1", b"\x00"), "xml.malformed"),
        ("idna", envelope(QUERY), "xml.unknown_encoding"),
    ],
)
def test_the_charset_of_the_request_is_taken_at_its_word(
    door: Speaker, charset: str, content: bytes, cause: str
) -> None:
    answer = door.raw(content, Content_Type=f"text/xml; charset={charset}")

    assert answer.texts("problem/code") == [cause], answer.texts("problem/text")


@pytest.mark.parametrize(
    "media", ["application/json", "", "text/xml,text/xml", "multipart/form-data; boundary=a"]
)
def test_what_is_no_soap_by_its_media_type_is_415(door: Speaker, media: str) -> None:
    answer = door.raw(envelope(QUERY), Content_Type=media)

    assert (answer.status, answer.text("problem/code")) == (415, "soap.media")


def test_an_envelope_that_is_too_large_is_refused_before_it_is_read_to_its_end(door: Speaker) -> None:
    answer = door.raw(b" " * (ENVELOPE_BYTES_MAX + 1))
    many = door.raw(b"<a/>" * 1_000_001)

    assert (answer.status, answer.text("problem/code")) == (413, "soap.too_large")
    assert (many.status, many.text("problem/code")) == (413, "soap.too_many")


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpora are not here")
def test_no_hostile_file_gets_anything_but_a_fault(door: Speaker, hub: Hub) -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file() and path.stat().st_size < 1_000_000]

    for path in files:
        content = path.read_bytes()
        alone = door.raw(content, Content_Type=MEDIA[SOAP_11])
        inside = door.raw(envelope(QUERY).replace(b"1/1", content))
        assert alone.is_fault, path
        assert inside.is_fault, path
    assert files
    assert hub.store.arrival(1, 1) is None


def test_the_wsdl_has_the_address_it_was_asked_at(door: Speaker) -> None:
    asked = {
        "hub.example:8470": "http://hub.example:8470/soap/v1",
        "[::1]:80": "http://[::1]:80/soap/v1",
        'a"><x>': door.address,
    }
    for host, address in asked.items():
        text = door.http.get(f"{door.address}?wsdl", headers={"Host": host}).content
        wsdl = etree.fromstring(text)
        assert wsdl.xpath("//s:address/@location", namespaces=WSDL) == [address], host
        assert wsdl.xpath("//@schemaLocation") == [f"{address}?xsd"]
        assert len(wsdl.xpath("//w:portType/w:operation", namespaces=WSDL)) == 5
    proxied = door.http.get(
        f"{door.address}?wsdl", headers={"Host": "hub.example", "X-Forwarded-Proto": "https"}
    ).text
    assert 'location="https://hub.example/soap/v1"' in proxied


def test_who_breaks_off_in_the_middle_changes_nothing(door: Speaker, hub: Hub) -> None:
    url = httpx.URL(door.address)
    head = f"POST {url.path} HTTP/1.1\r\nHost: {url.host}\r\nContent-Type: text/xml\r\n"
    head += "Content-Length: 900\r\n\r\n<s"

    with socket.create_connection((url.host, url.port or 80)) as client:
        client.sendall(head.encode())

    assert door.raw(envelope(QUERY, header=in_clear(door.machine))).text("problem/code") == "soap.unknown"
    assert hub.store.arrival(1, 1) is None


def test_other_methods_and_addresses_are_told_so(door: Speaker) -> None:
    assert door.http.put(door.address, content=b"a").status_code == 405
    assert door.http.get(f"{door.address}/more").status_code == 404
