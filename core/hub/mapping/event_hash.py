"""The EPCIS event hash (CBV 2.0): what names an event that bears no number, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation, Overflow
from hashlib import sha256

from core.hub.mapping.gs1_keys import canonical_key
from core.hub.node import Node

# In the standard's order: a field, and how its list's elements are called where they are written bare.
_ORDER: tuple[tuple[str, str], ...] = (
    ("eventTime", ""), ("eventTimeZoneOffset", ""), ("epcList", "epc"), ("parentID", ""),
    ("inputEPCList", "epc"), ("childEPCs", "epc"), ("quantityList", "quantityElement"),
    ("childQuantityList", "quantityElement"), ("inputQuantityList", "quantityElement"),
    ("outputEPCList", "epc"), ("outputQuantityList", "quantityElement"), ("action", ""),
    ("transformationID", ""), ("bizStep", ""), ("disposition", ""), ("persistentDisposition", ""),
    ("readPoint", ""), ("bizLocation", ""), ("bizTransactionList", "bizTransaction"),
    ("sourceList", "source"), ("destinationList", "destination"), ("sensorElementList", "sensorElement"),
    ("ilmd", ""),
)  # fmt: skip
_INNER: dict[str, tuple[str, ...]] = {
    "quantityElement": ("epcClass", "quantity", "uom"),
    "bizTransaction": ("bizTransaction", "type"),
    "source": ("source", "type"),
    "destination": ("destination", "type"),
    "persistentDisposition": ("set", "unset"),
    "readPoint": ("id",),
    "bizLocation": ("id",),
    "sensorElement": ("sensorMetadata", "sensorReport"),
    "sensorMetadata": (
        "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod",
        "bizRules",
    ),
    "sensorReport": (
        "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time",
        "microorganism", "chemicalSubstance", "value", "component", "stringValue", "booleanValue",
        "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue",
        "uom", "coordinateReferenceSystem",
    ),
}  # fmt: skip
# A number with more places than this is none that anybody measured; its text stands as it is.
DIGITS_MAX = 1_000
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,33})(?:\.\d{1,34})?")
# A pair of one name and its own list's name: the pair's first field is not said again.
_PAIRS = {"bizTransaction", "source", "destination"}
_BARE = {
    "bizStep": "https://ref.gs1.org/cbv/BizStep-",
    "disposition": "https://ref.gs1.org/cbv/Disp-",
    "set": "https://ref.gs1.org/cbv/Disp-",
    "unset": "https://ref.gs1.org/cbv/Disp-",
    "component": "https://ref.gs1.org/cbv/Comp-",
    "exception": "https://gs1.org/voc/",
    "bizTransaction/type": "https://ref.gs1.org/cbv/BTT-",
    "source/type": "https://ref.gs1.org/cbv/SDT-",
    "destination/type": "https://ref.gs1.org/cbv/SDT-",
    "sensorReport/type": "https://gs1.org/voc/",
}
_URNS = {
    "urn:epcglobal:cbv:bizstep:": "https://ref.gs1.org/cbv/BizStep-",
    "urn:epcglobal:cbv:disp:": "https://ref.gs1.org/cbv/Disp-",
    "urn:epcglobal:cbv:btt:": "https://ref.gs1.org/cbv/BTT-",
    "urn:epcglobal:cbv:sdt:": "https://ref.gs1.org/cbv/SDT-",
    "urn:epcglobal:cbv:er:": "https://ref.gs1.org/cbv/ER-",
}
_PREFIXES = {
    "gs1": "https://gs1.org/voc/",
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": "urn:epcglobal:cbv:mda",
}
_IGNORED = {"type", "isA", "eventID", "recordTime", "errorDeclaration", "@context"}
_MOMENTS = {"eventTime", "time", "startTime", "endTime"}


def event_hash(event: Node, document: Node) -> str:
    """The event's `ni:` URI. document: the capture it stands in, whose contexts name its own fields."""
    return f"ni:///sha-256;{sha256(pre_hash(event, document).encode()).hexdigest()}?ver=CBV2.0"


def pre_hash(event: Node, document: Node) -> str:
    """All of the event that counts, in the one order and form of the standard."""
    prefixes = {**_PREFIXES, **_contexts(document), **_contexts(event)}
    known = {child.name: child for child in event.children if not child.namespace}
    kind = known.get("type") or known.get("isA")
    said = [f"eventType={(kind.value or '') if kind else ''}"]
    for name, element in _ORDER:
        if name in known:
            said.append(_field(known[name], element, prefixes))
    standard = _IGNORED | {name for name, _ in _ORDER}
    own = [_own(child, prefixes) for child in event.children if child.namespace or child.name not in standard]
    return "".join([*said, *sorted(own)])


def _field(node: Node, element: str, prefixes: dict[str, str]) -> str:
    if node.name == "ilmd":
        own = sorted(_own(child, prefixes) for child in node.children)
        return f"ilmd{''.join(own)}" if own else ""
    if element:
        parts = sorted(_element(item, element, prefixes) for item in _items(node))
        return f"{node.name}{''.join(parts)}" if parts else ""
    return _element(node, node.name, prefixes)


def _element(node: Node, name: str, prefixes: dict[str, str]) -> str:
    """A value with its name, or an object's fields in their order, its own fields last."""
    if node.kind == "list":
        return "".join(sorted(_element(item, name, prefixes) for item in _items(node)))
    if not node.children:
        return f"{name}={_value(node, name, name, prefixes)}"
    order = _INNER.get(name, ())
    found = {child.name: child for child in node.children if not child.namespace}
    parts = [_inner(found[field], name, prefixes) for field in order if field in found]
    own = sorted(
        _own(child, prefixes) for child in node.children if child.namespace or child.name not in order
    )
    lead = "" if name in _PAIRS else name
    return lead + "".join([*parts, *own])


def _inner(node: Node, parent: str, prefixes: dict[str, str]) -> str:
    if node.children:
        return _element(node, node.name, prefixes)
    return f"{node.name}={_value(node, node.name, f'{parent}/{node.name}', prefixes)}"


def _own(node: Node, prefixes: dict[str, str]) -> str:
    """A field of somebody's own, by its full name in braces."""
    if node.kind == "list":
        return "".join(sorted(_own(_named(item, node.name), prefixes) for item in _items(node)))
    name = _full_name(node, prefixes)
    if node.children:
        return name + "".join(sorted(_own(child, prefixes) for child in node.children))
    value = _value(node, "", "", prefixes)
    return f"{name}={value}" if value else name


def _full_name(node: Node, prefixes: dict[str, str]) -> str:
    """XML knows the namespace, JSON its prefix."""
    if node.namespace:
        return f"{{{node.namespace}}}{node.name}"
    prefix, colon, local = node.name.partition(":")
    return f"{{{prefixes.get(prefix, prefix)}}}{local}" if colon else node.name


def _named(node: Node, name: str) -> Node:
    return Node(name, node.value, node.children, node.at, node.kind, node.namespace)


def _value(node: Node, name: str, place: str, prefixes: dict[str, str]) -> str:
    text = (node.value or "").strip()
    if name in _MOMENTS:
        return _moment(text)
    # XML does not tell numbers of one's own from texts, so what is written as one counts as one.
    if node.kind == "number" or (not name and _PLAIN_NUMBER.fullmatch(text)):
        return _number(text)
    for urn, uri in _URNS.items():
        if text.startswith(urn):
            return uri + text[len(urn) :]
    bare = _BARE.get(place) or _BARE.get(name, "")
    if bare and ":" not in text:
        return bare + text
    prefix, colon, local = text.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    return canonical_key(text)


def _moment(text: str) -> str:
    """In UTC, to the millisecond, rounded half up; what is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    moment += timedelta(microseconds=500)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _number(text: str) -> str:
    """Without zeros at the end, without an exponent."""
    try:
        value = Decimal(text).normalize()
    except (InvalidOperation, Overflow):
        return text
    if abs(value.adjusted()) > DIGITS_MAX:
        return text
    shown = format(value, "f")
    return "0" if not value else shown


def _contexts(node: Node) -> dict[str, str]:
    """Prefixes that a JSON-LD context declares, here or in one of its list's objects."""
    found: dict[str, str] = {}
    for child in node.children:
        if child.name == "@context":
            for part in _items(child):
                found.update((each.name, each.value or "") for each in part.children if each.value)
    return found


def _items(node: Node) -> Iterator[Node]:
    if node.kind != "list":
        yield node
        return
    for child in node.children:
        yield from _items(child)
