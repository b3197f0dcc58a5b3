"""ISO 20022 about financing (tsin): an element that its message does not have is refused with its place."""

from __future__ import annotations

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
        document = _document(root, _ABOVE_MAX)
        if document is None:
            known = ", ".join(name.rpartition(":")[2] for name in MESSAGES)
            raise Unreadable(
                f"{root.name} is no ISO 20022 Document of a message that is read strictly; those are {known}",
                cause="iso20022.unknown_message",
                place=root.place,
            )
        name, _, kind = MESSAGES[document.namespace].partition(":")
        _only(document, {name: kind})
        for message in _elements(document):
            _inside(message, kind)
        return root


READER = Iso20022Reader()


def _document(node: Node, depth: int) -> Node | None:
    """The first Document of a known message, here or in an envelope."""
    if node.name == "Document" and node.namespace in MESSAGES:
        return node
    found = (_document(child, depth - 1) for child in _elements(node)) if depth else iter(())
    return next((each for each in found if each is not None), None)


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
