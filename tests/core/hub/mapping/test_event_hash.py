"""The EPCIS event hash: one name for one event, however it is written, and another for any other."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from adapters import formats
from core.hub.mapping.event_hash import event_hash, pre_hash
from core.hub.mapping.gs1_keys import canonical_key, with_check
from core.hub.node import Node

EVENT: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-11-20T09:30:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "epcList": ["urn:epc:id:sgtin:6926012.100001.102", "urn:epc:id:sgtin:6926012.100001.101"],
    "quantityList": [{"uom": "KGM", "quantity": 12.50, "epcClass": "urn:epc:class:lgtin:6926012.100002.L7"}],
    "action": "OBSERVE",
    "bizStep": "shipping",
    "disposition": "in_transit",
    "readPoint": {"id": "urn:epc:id:sgln:6926012.00001.0", "demo:lane": "3"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "PO-77"}],
    "ilmd": {"demo:heat": "H-5"},
    "demo:truck": {"demo:plate": "A1", "demo:driver": "Li"},
}
CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"demo": "https://ns.example.com/"},
]


def tree(event: dict[str, Any], *, indent: int = 0) -> Node:
    said = msgspec.json.encode({"@context": CONTEXT, **event})
    return formats.reader("json").read(msgspec.json.format(said, indent=indent), {})


def name(event: dict[str, Any]) -> str:
    node = tree(event)
    return event_hash(node, node)


def test_everything_that_counts_stands_in_the_standards_order_and_form() -> None:
    node = tree(EVENT)

    assert pre_hash(node, node) == (
        "eventType=ObjectEvent"
        "eventTime=2026-11-20T01:30:00.000Z"
        "eventTimeZoneOffset=+08:00"
        "epcListepc=https://id.gs1.org/01/16926012000016/21/101epc=https://id.gs1.org/01/16926012000016/21/102"
        "quantityListquantityElementepcClass=https://id.gs1.org/01/16926012000023/10/L7quantity=12.5uom=KGM"
        "action=OBSERVE"
        "bizStep=https://ref.gs1.org/cbv/BizStep-shipping"
        "disposition=https://ref.gs1.org/cbv/Disp-in_transit"
        "readPointid=https://id.gs1.org/414/6926012000019{https://ns.example.com/}lane=3"
        "bizTransactionListbizTransaction=PO-77type=https://ref.gs1.org/cbv/BTT-po"
        "ilmd{https://ns.example.com/}heat=H-5"
        "{https://ns.example.com/}truck{https://ns.example.com/}driver=Li{https://ns.example.com/}plate=A1"
    )
    assert name(EVENT).startswith("ni:///sha-256;")
    assert name(EVENT).endswith("?ver=CBV2.0")


def test_the_same_event_written_otherwise_has_the_same_name() -> None:
    other = dict(reversed(EVENT.items())) | {
        "eventTime": "2026-11-20T01:30:00.000Z",
        "epcList": list(reversed(EVENT["epcList"])),
        "bizStep": "https://ref.gs1.org/cbv/BizStep-shipping",
        "disposition": "urn:epcglobal:cbv:disp:in_transit",
        "readPoint": {"id": "https://example.com/414/6926012000019?x=1", "demo:lane": "3"},
    }
    pretty = tree(EVENT, indent=4)

    assert name(other) == name(EVENT) == event_hash(pretty, pretty)


@pytest.mark.parametrize(
    "changed",
    [
        {"eventTime": "2026-11-20T09:30:00.001+08:00"},
        {"epcList": ["urn:epc:id:sgtin:6926012.100001.103"]},
        {"bizStep": "receiving"},
        {"quantityList": []},
        {"demo:truck": {"demo:plate": "A2"}},
    ],
    ids=str,
)
def test_an_event_that_says_something_else_has_another_name(changed: dict[str, Any]) -> None:
    assert name({**EVENT, **changed}) != name(EVENT)


@pytest.mark.parametrize(
    "apart",
    [{"eventID": "urn:uuid:1"}, {"recordTime": "2026-11-21T00:00:00Z"}, {"errorDeclaration": {"x": "y"}}],
)
def test_its_number_and_what_was_said_of_it_later_do_not_count(apart: dict[str, Any]) -> None:
    assert name({**EVENT, **apart}) == name(EVENT)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("urn:epc:id:sgtin:0614141.112345.400", "/01/10614141123459/21/400"),
        ("urn:epc:class:lgtin:4012345.012345.998877", "/01/04012345123456/10/998877"),
        ("urn:epc:idpat:sgtin:4012345.098765.*", "/01/04012345987652"),
        ("urn:epc:id:sscc:0614141.1234567890", "/00/106141412345678908"),
        ("urn:epc:id:sgln:0614141.12345.400", "/414/0614141123452/254/400"),
        ("urn:epc:id:sgln:0614141.12345.0", "/414/0614141123452"),
        ("urn:epc:id:grai:0614141.12345.400", "/8003/00614141123452400"),
        ("urn:epc:id:giai:0614141.12345400", "/8004/061414112345400"),
        ("urn:epc:id:gdti:0614141.12345.006847", "/253/0614141123452006847"),
        ("urn:epc:id:pgln:0614141.12345", "/417/0614141123452"),
        (
            "https://example.com/some/path/01/10614141123459/10/L1/21/400?17=261120",
            "/01/10614141123459/21/400",
        ),
    ],
)
def test_a_gs1_identifier_has_one_form(written: str, canonical: str) -> None:
    assert canonical_key(written) == f"https://id.gs1.org{canonical}"


@pytest.mark.parametrize(
    "text", ["PO-77", "urn:epc:id:sgtin:half", "urn:uuid:1", "https://example.com/orders/7"]
)
def test_what_is_no_gs1_identifier_stays_as_it_is(text: str) -> None:
    assert canonical_key(text) == text


def test_the_check_digit_is_gs1s() -> None:
    assert with_check("629104150021") == "6291041500213"
