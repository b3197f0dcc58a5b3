"""JSON-LD as EPCIS writes it: expanded names become the standard's short ones, values lose their wrapping."""

from __future__ import annotations

from adapters.formats.epcis.words import short_number, short_word
from core.hub.node import Node

_BASES = ("epcis:", "https://ref.gs1.org/epcis/")
_KEYWORDS = {"@type": "type", "isA": "type", "@id": "id"}
_LISTS = ("@list", "@set")


def compacted(node: Node, above: str = "") -> Node:
    """The same tree by the standard's own names; above: the name of the list it stands in."""
    name = _name(node.name)
    if node.kind == "object" and len(node.children) == 1:
        only = node.children[0]
        if only.name == "@value" and not only.children:
            return Node(name, only.value, (), node.at, only.kind)
        if only.name in _LISTS:
            inner = compacted(only)
            return Node(name, inner.value, inner.children, node.at, inner.kind)
    if name == "@context":
        return node
    value = node.value
    if value and node.kind == "text":
        value = short_word(name if name != "item" else above, _name(value) if name == "type" else value)
    if value and name == "quantity":
        value = short_number(value)
    children = tuple(compacted(child, name) for child in node.children) if node.children else ()
    if node.kind == "object":
        children = _named(children)
    if node.kind == "list" and name == "type":
        # Several types: the first is the standard's.
        return (
            Node(name, children[0].value and _name(children[0].value), (), node.at, "text")
            if children
            else node
        )
    return Node(name, value, children, node.at, node.kind)


def _name(name: str) -> str:
    name = _KEYWORDS.get(name, name)
    for base in _BASES:
        if name.startswith(base):
            return name[len(base) :]
    return name


def _named(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """An event's own @id is its number; a blank one names nothing outside this document."""
    if not any(child.name == "eventTime" for child in children):
        return children
    return tuple(
        Node("eventID", child.value, child.children, child.at, child.kind) if child.name == "id" else child
        for child in children
        if child.name != "id" or (child.value and not child.value.startswith("_:"))
    )
