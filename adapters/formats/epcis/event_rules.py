"""The standard's rules for one event: times, action, what it is about, and the vocabulary's words."""

from __future__ import annotations

import re
from datetime import datetime

from adapters.formats.epcis.problems import Problems
from adapters.formats.epcis.words import (
    ACTIONS,
    EPC_LISTS,
    FIELDS,
    PAIR_LISTS,
    QUANTITY_LISTS,
    STATES,
    STEPS,
    TYPES,
)
from core.hub.node import Node

_OFFSET = re.compile(r"[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_ALWAYS = {"type", "@context", "id"}


class _Event:
    """One event's fields by name, with where they stand for a person."""

    def __init__(self, node: Node, path: str, problems: Problems) -> None:
        self.node = node
        self.path = path
        self.problems = problems
        self.fields = {child.name: child for child in node.children if not child.namespace}
        self.kind = self.text("type")
        self.action = self.text("action")

    def text(self, name: str) -> str:
        found = self.fields.get(name)
        return (found.value or "").strip() if found is not None else ""

    def items(self, name: str) -> tuple[Node, ...]:
        """A list's elements; one that stands alone is a list of one (JSON-LD means the same by both)."""
        found = self.fields.get(name)
        if found is None:
            return ()
        return found.children if found.kind == "list" else (found,)

    def add(self, name: str, text: str, node: Node | None = None) -> None:
        path = f"{self.path}/{name}" if self.path else name
        self.problems.add(node or self.fields.get(name) or self.node, f"{path}: {text}")


def judge_event(node: Node, path: str, problems: Problems, terms: frozenset[str] | None) -> None:
    """terms: names that a JSON context declares; None for XML, whose own fields have a namespace."""
    event = _Event(node, path, problems)
    if event.kind not in FIELDS:
        if ":" not in event.kind and event.kind not in (terms or ()):
            event.add("type", f"{event.kind!r} is no kind of event; known: {', '.join(FIELDS)}")
        return
    _moments(event)
    _action(event)
    _subjects(event)
    _identifiers(event)
    if terms is not None:
        _names(event, terms)
        _words(event)


def _moments(event: _Event) -> None:
    for name in ("eventTime", "recordTime"):
        said = event.text(name)
        if not said and name == "eventTime":
            event.add(name, "the event does not say when it happened")
        elif said and not _is_moment(said):
            event.add(name, f"{said!r} is no moment with an offset, such as 2026-11-20T09:30:00+08:00")
    offset = event.text("eventTimeZoneOffset")
    if _OFFSET.fullmatch(offset) is None:
        event.add("eventTimeZoneOffset", f"{offset!r} is no offset, such as +08:00")


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _MOMENT.fullmatch(text) is not None


def _action(event: _Event) -> None:
    if event.kind in {"TransformationEvent", "QuantityEvent"}:
        if event.action:
            event.add("action", f"{event.kind} has no action")
    elif event.action not in ACTIONS:
        said = repr(event.action) if event.action else "it is missing"
        event.add("action", f"{said}; it is one of {', '.join(ACTIONS)}")


def _subjects(event: _Event) -> None:
    """What each kind must be about; a deletion may mean all there is, sensors may speak of a place."""
    watched = bool(event.items("sensorElementList"))
    if event.kind == "ObjectEvent" and not (watched or _has(event, "epcList", "quantityList")):
        event.add("epcList", "neither it nor quantityList names anything")
    if event.kind in {"AggregationEvent", "AssociationEvent"}:
        if event.action != "DELETE" and not (watched or _has(event, "childEPCs", "childQuantityList")):
            event.add("childEPCs", "neither it nor childQuantityList names anything")
        if not event.text("parentID") and (
            event.kind == "AssociationEvent" or event.action in {"ADD", "DELETE"}
        ):
            event.add("parentID", f"{event.kind} with action {event.action or 'none'} names no parent")
    if event.kind == "TransactionEvent" and not _has(event, "bizTransactionList"):
        event.add("bizTransactionList", "a TransactionEvent names no business transaction")
    if event.kind == "TransformationEvent":
        taken, made = (_has(event, f"{side}EPCList", f"{side}QuantityList") for side in ("input", "output"))
        if not (taken or made) or (not (taken and made) and not event.text("transformationID")):
            event.add(
                "outputEPCList", "without a transformationID it names both what went in and what came out"
            )


def _has(event: _Event, *names: str) -> bool:
    return any(event.items(name) for name in names)


def _identifiers(event: _Event) -> None:
    for name in EPC_LISTS:
        for number, item in enumerate(event.items(name), start=1):
            _identifier(event, f"{name}[{number}]", item, item.value)
    if "parentID" in event.fields:
        _identifier(event, "parentID", event.fields["parentID"], event.text("parentID"))
    for name in QUANTITY_LISTS:
        for number, item in enumerate(event.items(name), start=1):
            _quantity(event, f"{name}[{number}]", item)
    for name, inner in PAIR_LISTS.items():
        for number, item in enumerate(event.items(name), start=1):
            said = _inner(item, inner)
            if not (said and said.value):
                event.add(f"{name}[{number}]/{inner}", "it is missing", item)


def _identifier(event: _Event, name: str, node: Node, said: str | None) -> None:
    if _URI.fullmatch((said or "").strip()) is None:
        event.add(name, f"{said!r} is no identifier: an EPC is a URI, as urn:epc:… or https://…", node)


def _quantity(event: _Event, name: str, node: Node) -> None:
    named, unit, count = (_inner(node, field) for field in ("epcClass", "uom", "quantity"))
    _identifier(event, f"{name}/epcClass", named or node, named.value if named else None)
    if unit is not None and _UNIT.fullmatch((unit.value or "").strip()) is None:
        event.add(f"{name}/uom", f"{unit.value!r} is no unit of UN/ECE Recommendation 20", unit)
    if unit is not None and count is None:
        event.add(f"{name}/quantity", "there is a unit and no quantity", node)


def _inner(node: Node, name: str) -> Node | None:
    return next((child for child in node.children if child.name == name and not child.namespace), None)


def _names(event: _Event, terms: frozenset[str]) -> None:
    """In JSON a field of somebody's own has a prefix, or a context of theirs declares it."""
    known = {*FIELDS[event.kind], *_ALWAYS, *terms}
    for name, node in event.fields.items():
        if name not in known and ":" not in name:
            event.add(name, f"no field of {event.kind}; one of your own has a prefix", node)
    ilmd = event.fields.get("ilmd")
    for child in ilmd.children if ilmd is not None else ():
        if ":" not in child.name and child.name not in terms and child.name != "@context":
            event.add(f"ilmd/{child.name}", "what ilmd holds has a prefix, or a context declares it", child)


def _words(event: _Event) -> None:
    """A bare word is the vocabulary's; a word of somebody's own is a URI."""
    for name, words in (("bizStep", STEPS), ("disposition", STATES)):
        _word(event, name, event.text(name), words)
    for name, words in TYPES.items():
        for number, item in enumerate(event.items(name), start=1):
            kind = _inner(item, "type")
            _word(event, f"{name}[{number}]/type", (kind.value or "") if kind else "", words, kind)


def _word(event: _Event, name: str, said: str, words: frozenset[str], node: Node | None = None) -> None:
    if said and ":" not in said and said not in words:
        event.add(name, f"{said!r} is no word of the vocabulary; known: {', '.join(sorted(words))}", node)
