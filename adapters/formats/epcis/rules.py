"""The standard's rules for a capture: which documents there are, and what they must say."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.formats.epcis.event_rules import judge_event
from adapters.formats.epcis.problems import Problems
from adapters.formats.epcis.words import FIELDS
from core.hub.node import Node
from core.kernel.errors import Unreadable

_CAPTURES = ("EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument")
_LISTS = ("eventList", "epcisBody/eventList", "epcisBody/queryResults/resultsBody/eventList")


def judge(root: Node, problems: Problems, *, strict_json: bool) -> None:
    """Adds to the problems; raises Unreadable for what is no capture at all."""
    kind = text_at(root, "type")
    if at(root, "epcisBody") is None and at(root, "eventTime") is not None:
        judge_event(root, "", problems, _terms(root) if strict_json else None)
        return
    if kind not in _CAPTURES and kind != "QueryResults":
        raise _no_capture(root, kind)
    if kind != "QueryResults":
        _judge_document(root, problems, strict_json=strict_json)
    terms = _terms(root) if strict_json else None
    for path, event in events(root):
        own = terms | _terms(event) if terms is not None else None
        judge_event(event, path, problems, own)


def events(root: Node) -> Iterator[tuple[str, Node]]:
    """Every event with its path, counted from 1."""
    for path in _LISTS:
        found = at(root, path)
        items = found.children if found is not None and found.kind == "list" else (found,)
        for number, event in enumerate(items, start=1):
            if event is not None:
                yield f"{path}[{number}]", event


def at(node: Node, path: str) -> Node | None:
    """The first node at a path of names; a field of somebody's own is none of them."""
    found: Node | None = node
    for name in path.split("/"):
        children = found.children if found is not None else ()
        found = next((child for child in children if child.name == name and not child.namespace), None)
    return found


def text_at(node: Node, path: str) -> str:
    found = at(node, path)
    return (found.value or "").strip() if found is not None else ""


def _judge_document(root: Node, problems: Problems, *, strict_json: bool) -> None:
    for name in ("schemaVersion", "creationDate"):
        if not text_at(root, name):
            problems.add(root, f"{text_at(root, 'type')} has no {name}, and the standard needs it", name)
    context = at(root, "@context")
    if strict_json and (context is None or context.kind == "null"):
        problems.add(root, "it has no @context, so that nobody knows what its names mean", "@context")
    body = at(root, "epcisBody")
    if body is None and text_at(root, "type") != "EPCISMasterDataDocument":
        problems.add(root, "it has no body of events", "epcisBody")
    if text_at(root, "type") != "EPCISQueryDocument" or body is None:
        return
    if at(body, "queryResults") is None:
        said = body.children[0] if body.children else body
        raise _no_capture(said, said.name)


def _no_capture(node: Node, kind: str) -> Unreadable:
    return Unreadable(
        f"it is no EPCIS capture and no query's result but {kind or node.name!r}; send an EPCISDocument, an "
        f"EPCISQueryDocument with results, or one event ({', '.join(FIELDS)})",
        cause="epcis.no_capture",
        place=node.place,
    )


def _terms(node: Node) -> frozenset[str]:
    """Names that a context of the sender's own declares without a prefix."""
    context = at(node, "@context")
    parts = (context.children if context.kind == "list" else (context,)) if context is not None else ()
    return frozenset(term.name for part in parts for term in part.children)
