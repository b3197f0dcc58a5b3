"""Calls to a partner's service: what leaves, what is not let out, and what an answer means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

from adapters.soap.endpoint import make_endpoint
from core.hub.endpoints import Busy, InDoubt
from core.kernel.errors import Refused, Unavailable
from tests.contracts.soap_partner import SoapPartner, a_send, answering, fault, texts

HEADERS = {"send-id": "5f0c1f0e", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
VALUES = (
    b'{"document":"D-1","text":"\xe7\xa6\xbb\xe5\xba\x93 <1>","amount":10.50,'
    b'"line":[{"no":1,"sku":"A","due":"2026-11-28"},{"no":2,"sku":"B"}]}'
)
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"


def _partner(folder: Path, **said: Any) -> SoapPartner:
    return SoapPartner(folder / "wsdl", **said)


def test_the_values_of_a_mapping_become_the_parts_as_the_wsdl_orders_them(tmp_path: Path) -> None:
    partner = _partner(tmp_path)

    sent = partner.endpoint.send("n", VALUES, HEADERS)

    [root] = partner.envelopes
    [deliver] = root.findall(".//{urn:partner}Deliver")
    names = [etree.QName(one).localname for one in deliver]
    assert names == ["key", "document", "text", "amount", "line", "line"]
    assert texts(root, ("key", "text", "amount", "due")) == ["5f0c1f0e", "离库 <1>", "10.50", "2026-11-28"]
    assert [line.get("no") for line in deliver.findall("{urn:partner}line")] == ["1", "2"]
    assert partner.headers[0]["SOAPAction"] == '"urn:deliver"'
    assert partner.headers[0]["traceparent"] == HEADERS["traceparent"]
    assert sent.text == "answered"
    partner.leave()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (b'{"document":"D-1","amount":"abc"}', "amount"),
        (b'{"document":"D-1","line":[{"sku":"A","due":"tomorrow"}]}', "due"),
        (b'{"text":"no document"}', "document"),
        (b'{"document":"D-1","other":1}', "other"),
        (b'{"document":{"a":1}}', "collections"),
        (b"[1]", "object of parts"),
        (b"not json", "JSON"),
        (b'{"document":"a\\u0000b"}', ""),
    ],
)
def test_what_the_wsdl_does_not_allow_never_leaves(tmp_path: Path, values: bytes, told: str) -> None:
    partner = _partner(tmp_path)

    with pytest.raises(Refused) as refused:
        partner.endpoint.send("n", values, HEADERS)

    assert told in refused.value.text
    assert partner.envelopes == []
    partner.leave()


def test_headers_and_texts_that_hold_json_or_xml_are_written_as_the_contract_says(tmp_path: Path) -> None:
    partner = _partner(tmp_path, header="head", inside="document=json text=xml:order")
    values = (
        b'{"head":{"head":{"token":"T"}},"document":{"no":1.50,"l":[1]},"text":{"no":"1","line":["a","b"]}}'
    )

    partner.endpoint.send("n", values, HEADERS)

    [root] = partner.envelopes
    assert texts(root, ("token", "document")) == ["T", '{"no":"1.50","l":[1]}']
    assert texts(root, ("text",)) == ["<order><no>1</no><line>a</line><line>b</line></order>"]
    partner.leave()


@pytest.mark.parametrize("proof", ["text", "digest", "basic"])
def test_we_prove_ourselves_as_the_contract_says(tmp_path: Path, proof: str) -> None:
    partner = _partner(tmp_path, user="hub", proof=proof, secret=b"s3cret\n")

    partner.endpoint.send("n", b'{"document":"D"}', HEADERS)

    [root] = partner.envelopes
    said = {"text": texts(root, ("Password",)) == ["s3cret"], "digest": len(texts(root, ("Nonce",))) == 1}
    said["basic"] = partner.headers[0].get("Authorization") == "Basic aHViOnMzY3JldA=="
    assert [name for name, there in said.items() if there] == [proof]
    partner.leave()


@pytest.mark.parametrize(
    ("status", "content", "raised"),
    [
        (200, fault("Client", "no such order"), Refused),
        (500, fault("Client.Data", "no such order"), Refused),
        (500, fault("Sender", "no such order", SOAP_12), Refused),
        (500, fault("Server", "broke"), InDoubt),
        (200, fault("Receiver", "broke", SOAP_12), InDoubt),
        (500, b"<html>broke</html>", InDoubt),
        (503, b"later", Busy),
        (401, b"", Busy),
        (302, b"", Busy),
        (400, b"<html/>", Refused),
        (200, b"<html>welcome to the hotel</html>", InDoubt),
        (200, b"<!DOCTYPE a><a/>", InDoubt),
    ],
)
def test_an_answer_that_is_no_yes_says_what_became_of_it(
    tmp_path: Path, status: int, content: bytes, raised: type[Exception]
) -> None:
    partner = _partner(tmp_path)
    partner.answer = (status, content)

    with pytest.raises(raised) as caught:
        partner.endpoint.send("n", b'{"document":"D"}', HEADERS)

    assert type(caught.value) is raised
    partner.leave()


@pytest.mark.parametrize(
    ("answered", "path", "raised"),
    [
        ('{"code": 0, "msg": "ok"}', "return/json()/code", None),
        ('{"code": 500, "msg": "no stock"}', "return/json()/code", Refused),
        ('{"code": 9}', "DeliverResponse/return/json()/code", Busy),
        ('{"msg": "?"}', "return/json()/code", InDoubt),
        ("no json", "return/json()/code", InDoubt),
        ("<r><state>0</state></r>", "return/xml()/state", None),
        ("<r><state>1</state></r>", "return/xml()/state", Refused),
        ("<!DOCTYPE r [<!ENTITY a '0'>]><r><state>&a;</state></r>", "return/xml()/state", InDoubt),
        ("0", "return", None),
    ],
)
def test_a_service_that_says_no_inside_a_200_is_heard(
    tmp_path: Path, answered: str, path: str, raised: type[Exception] | None
) -> None:
    partner = _partner(tmp_path, code=path, done="0 00", busy=9)
    partner.answer = (200, answering(answered))

    if raised is None:
        assert partner.endpoint.send("n", b'{"document":"D"}', HEADERS).text.endswith("is 0")
    else:
        with pytest.raises(raised) as caught:
            partner.endpoint.send("n", b'{"document":"D"}', HEADERS)
        assert type(caught.value) is raised
    partner.leave()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"address": "http://partner.example/service"}, "https"),
        ({"address": "ftp://partner.example"}, "https"),
        ({"options": {"operation": "Deliver"}}, "wsdl"),
        ({"options": {"wsdl": "a", "operation": "Nothing"}}, "Deliver"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "port": "Other"}}, "Port"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "colour": "red"}}, "colour"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "proof": "text"}}, "user"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "proof": "text", "user": "u"}}, "secret_file"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "code": "return"}}, "done"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "inside": "a=yaml"}}, "inside"),
        ({"options": {"wsdl": "a", "operation": "Deliver", "code": "c", "done": ["0"]}}, "is a text"),
        ({"repeat": "safe", "options": {"wsdl": "a", "operation": "Deliver"}}, "key_at"),
    ],
)
def test_a_contract_that_cannot_work_is_refused_before_it_is_published(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    partner = _partner(tmp_path)
    partner.leave()
    send = replace(a_send("https://partner.example/service", repeat="never"), **changed)

    with pytest.raises(Refused, match=told):
        make_endpoint(send, b"", partner.kept)


def test_a_private_line_may_do_without_tls_where_the_contract_says_so(tmp_path: Path) -> None:
    partner = _partner(tmp_path)
    partner.leave()

    made = make_endpoint(a_send("http://10.0.0.5/service", plain="allowed"), b"", partner.kept)

    with pytest.raises(Unavailable):
        made.query("n", HEADERS)
