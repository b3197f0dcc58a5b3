"""ISO 20022 about financing (tsin): an element that its message does not have is refused with its place."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.formats.iso20022.elements import ANY, KINDS, MESSAGES
from adapters.formats.xml import READER as XML
from core.hub.node import Node
from core.kernel.errors import Unreadable

# An envelope and its header stand above the document.
_ABOVE_MAX = 4


class Iso20022Reader:
    """The tree is that of XML."""

    options = XML.options

    def check(self, options: dict[str, str]) -> None:
        XML.check(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        root = XML.read(payload, options)
        documents = list(_documents(root, _ABOVE_MAX))
        for document in documents:
            _strictly(document)
        if not documents:
            raise _unknown(root)
        return root


READER = Iso20022Reader()


def _documents(node: Node, depth: int) -> Iterator[Node]:
    """Every Document, here or in an envelope, of whatever message."""
    if node.name == "Document":
        yield node
    elif depth:
        for child in _elements(node):
            yield from _documents(child, depth - 1)


def _strictly(document: Node) -> None:
    if document.namespace not in MESSAGES:
        raise _unknown(document)
    name, _, kind = MESSAGES[document.namespace].partition(":")
    _only(document, {name: kind})
    for message in _elements(document):
        _inside(message, kind)


def _unknown(node: Node) -> Unreadable:
    known = ", ".join(name.rpartition(":")[2] for name in MESSAGES)
    return Unreadable(
        f"{node.name} is no ISO 20022 Document of a message that is read strictly; those are {known}",
        cause="iso20022.unknown_message",
        place=node.place,
    )


def _inside(node: Node, kind: str) -> None:
    if kind == ANY:
        return
    allowed = KINDS.get(kind, {})
    _only(node, allowed)
    for child in _elements(node):
        _inside(child, allowed[child.name])


def _only(node: Node, allowed: dict[str, str]) -> None:
    for child in _elements(node):
        if child.name not in allowed:
            known = f"it has {', '.join(allowed)}" if allowed else "it holds text alone"
            raise Unreadable(
                f"{child.name} is no element of {node.name}; {known}; mend the message at its source",
                cause="iso20022.unknown_element",
                place=child.place,
            )


def _elements(node: Node) -> list[Node]:
    return [child for child in node.children if not child.name.startswith("@")]
