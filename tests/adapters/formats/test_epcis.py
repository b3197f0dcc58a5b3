"""EPCIS: XML of both generations and JSON-LD are one tree; what breaks the standard's rules says where."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from adapters.formats import reader
from core.hub.mapping.event_hash import event_hash
from core.hub.node import Node
from core.kernel.errors import Unreadable

JSON: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-11-20T09:30:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "epcList": ["urn:epc:id:sgtin:6926012.100001.101"],
    "action": "OBSERVE",
    "bizStep": "receiving",
    "readPoint": {"id": "urn:epc:id:sgln:6926012.00001.0"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:6926012.00001.77"}],
    "quantityList": [{"epcClass": "urn:epc:class:lgtin:6926012.100002.L7", "quantity": 12.5, "uom": "KGM"}],
    "sensorElementList": [
        {"sensorMetadata": {"demo:note": "x"}, "sensorReport": [{"type": "Temperature", "value": 26}]}
    ],
    "ilmd": {"demo:heat": "5"},
    "demo:truck": "A88001",
}
HEAD = """<eventTime>2026-11-20T01:30:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"""
EPCS = "<epcList><epc>urn:epc:id:sgtin:6926012.100001.101</epc></epcList>"
STEP = """<action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep>
<readPoint><id>urn:epc:id:sgln:6926012.00001.0</id></readPoint>
<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epc:id:gdti:6926012.00001.77
</bizTransaction></bizTransactionList>"""
COUNTED = """<quantityList><quantityElement><epcClass>urn:epc:class:lgtin:6926012.100002.L7</epcClass>
<quantity>12.50</quantity><uom>KGM</uom></quantityElement></quantityList>"""
SENSED = """<sensorElementList><sensorElement><sensorMetadata d:note="x"/>
<sensorReport type="gs1:Temperature" value="26.0"/></sensorElement></sensorElementList>"""
OWN = "<d:truck>A88001</d:truck>"
NEW = f"{HEAD}{EPCS}{STEP}{COUNTED}{SENSED}<ilmd><d:heat>5</d:heat></ilmd>{OWN}"


def captured(events: str, *, version: str = "2.0") -> bytes:
    return (
        f'<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:{version[0]}" xmlns:d="https://ns.example.com/"'
        f' schemaVersion="{version}" creationDate="2026-11-20T10:00:00Z"><EPCISBody><EventList>\n'
        f"{events}</EventList></EPCISBody></e:EPCISDocument>"
    ).encode()


def said(*events: dict[str, Any], **more: Any) -> bytes:
    document = {
        "@context": ["https://ref.gs1.org/epcis-context.jsonld", {"demo": "https://ns.example.com/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T10:00:00Z",
        "epcisBody": {"eventList": list(events)},
        **more,
    }
    return msgspec.json.encode(document)


def tree(payload: bytes, **options: str) -> Node:
    return reader("epcis").read(payload, options)


def refusal(payload: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(payload)
    return caught.value


def down(node: Node, *names: str) -> Node:
    for name in names:
        node = next(child for child in node.children if child.name == name)
    return node


def names(payload: bytes) -> list[str]:
    root = tree(payload)
    return [event_hash(event, root) for event in down(root, "epcisBody", "eventList").children]


def test_the_same_event_in_xml_and_in_json_has_one_name() -> None:
    assert names(captured(f"<ObjectEvent>{NEW}</ObjectEvent>")) == names(said(JSON))


def test_the_extensions_of_the_first_generation_are_opened() -> None:
    old = f"{HEAD}{EPCS}{STEP}<extension>{COUNTED}</extension>{OWN}"
    young = {key: value for key, value in JSON.items() if key not in {"sensorElementList", "ilmd"}}

    assert names(captured(f"<ObjectEvent>{old}</ObjectEvent>", version="1.2")) == names(said(young))


def test_a_field_of_ones_own_with_another_value_is_another_event() -> None:
    other = NEW.replace("A88001", "A88002")

    assert names(captured(f"<ObjectEvent>{other}</ObjectEvent>")) != names(said(JSON))


def test_expanded_names_are_the_standards_short_ones() -> None:
    long = {
        "@type": "https://ref.gs1.org/epcis/ObjectEvent",
        **{f"epcis:{key}": value for key, value in JSON.items() if key[0] != "d" and key != "type"},
        "epcis:bizStep": {"@value": "https://ref.gs1.org/cbv/BizStep-receiving"},
        "demo:truck": "A88001",
    }

    assert names(said(long)) == names(said(JSON))


def test_an_answer_to_a_query_is_read_and_a_question_is_none() -> None:
    event = f"<ObjectEvent>{NEW}</ObjectEvent>"
    answer = captured("").decode().replace("EPCISDocument", "EPCISQueryDocument")
    results = f"<q:QueryResults xmlns:q='urn:q'><resultsBody><EventList>{event}</EventList></resultsBody>"
    found = tree(answer.replace("<EventList>\n</EventList>", f"{results}</q:QueryResults>").encode())

    assert len(down(found, "epcisBody", "queryResults", "resultsBody", "eventList").children) == 1
    assert refusal(b"<q:Poll xmlns:q='urn:q'><queryName>x</queryName></q:Poll>").cause == "epcis.no_capture"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"action": "OBSERV"}, "eventList[1]/action"),
        ({"eventTime": "20-11-2026"}, "eventList[1]/eventTime"),
        ({"eventTimeZoneOffset": "8"}, "eventList[1]/eventTimeZoneOffset"),
        ({"bizStep": "transforming"}, "eventList[1]/bizStep"),
        ({"disposition": "in_transport"}, "eventList[1]/disposition"),
        ({"sourceList": [{"type": "place", "source": "urn:x:1"}]}, "eventList[1]/sourceList[1]/type"),
        ({"ilmd": {"material": "soil"}}, "eventList[1]/ilmd/material"),
        ({"truck": "A1"}, "eventList[1]/truck"),
        ({"epcList": ["5900000818"]}, "eventList[1]/epcList[1]"),
        ({"quantityList": [{"epcClass": "urn:x:1", "quantity": 1, "uom": "kilo"}]}, "quantityList[1]/uom"),
        ({"type": "ObjectEvnt"}, "eventList[1]/type"),
        ({"type": "AssociationEvent"}, "eventList[1]/parentID"),
        ({"type": "TransactionEvent", "bizTransactionList": []}, "eventList[1]/bizTransactionList"),
        ({"type": "TransformationEvent"}, "eventList[1]/outputEPCList"),
        ({"epcList": [], "quantityList": [], "sensorElementList": []}, "eventList[1]/epcList"),
    ],
    ids=str,
)
def test_what_breaks_a_rule_is_refused_with_the_fields_path(change: dict[str, Any], path: str) -> None:
    refused = refusal(said({**JSON, **change}))

    assert refused.cause == "epcis.invalid"
    assert path in str(refused)
    assert "bytes" in refused.place


def test_all_that_is_wrong_is_told_at_once() -> None:
    refused = refusal(said({**JSON, "action": "MOVE"}, {**JSON, "bizStep": "walking"}))

    assert "eventList[1]/action" in str(refused)
    assert "eventList[2]/bizStep" in str(refused)


@pytest.mark.parametrize("field", ["@context", "schemaVersion", "creationDate"])
def test_a_document_that_lacks_what_every_one_has_is_refused(field: str) -> None:
    assert field in str(refusal(said(JSON, **{field: None})))


def test_a_term_that_the_senders_context_declares_is_theirs() -> None:
    context = ["https://ref.gs1.org/x.jsonld", {"truck": "https://ns.example.com/truck"}]

    assert names(said({**JSON, "truck": "A1", "@context": context}))


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (f"{EPCS}{HEAD}{STEP}", "eventTime"),
        (f"{HEAD}{EPCS}<madeUp>1</madeUp>{STEP}", "madeUp"),
        (f"{HEAD}{EPCS}{STEP}".replace("OBSERVE", "WATCH"), "action"),
    ],
)
def test_xml_out_of_order_or_of_unknown_names_is_refused_with_the_element(event: str, word: str) -> None:
    refused = refusal(captured(f"<ObjectEvent>{event}</ObjectEvent>"))

    assert f"/{word}[1] line" in refused.place


def test_a_doctype_is_read_over_only_where_it_is_allowed() -> None:
    payload = b"<!DOCTYPE project>\n" + captured(f"<ObjectEvent>{NEW}</ObjectEvent>")

    assert refusal(payload).cause == "xml.doctype"
    assert tree(payload, bare_doctype="allow").name == "EPCISDocument"
