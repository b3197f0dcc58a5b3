"""UBL to the tree of its XML form, from XML or from OASIS's JSON representations (2.1 and older)."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.formats.json import READER as JSON
from adapters.formats.xml import READER as XML
from core.hub.node import Node
from core.kernel.errors import Unreadable

_COMMON = frozenset({"bytes_max", "depth_max", "nodes_max", "encoding"})
# Byte order marks and zeros of UTF-16 stand before or beside the sign that tells.
_BESIDE = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_TEXT = "_"
# What the JSON form calls the namespaces of document, aggregates, basic parts and extensions.
_DOCUMENT = "_D"
_PLACES = frozenset({_DOCUMENT, "_A", "_B", "_E"})
_URN = "urn:oasis:names:specification:ubl:schema:xsd:"


class UblReader:
    """The root is the document (Invoice, Order …) with its namespace, whichever way it came."""

    options = _COMMON | {"bare_doctype"}

    def check(self, options: dict[str, str]) -> None:
        XML.check(options)
        JSON.check(_common(options))

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        if payload.lstrip(_BESIDE)[:1] == b"<":
            return XML.read(payload, options)
        return _document(JSON.read(payload, _common(options)))


READER = UblReader()


def _common(options: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in options.items() if name in _COMMON}


def _document(root: Node) -> Node:
    """The one part of the JSON that is no namespace; some write it as a list of one."""
    said = next((child.value or "" for child in root.children if child.name == _DOCUMENT), "")
    parts = [child for child in root.children if child.name not in _PLACES]
    named = any(child.name == _DOCUMENT for child in root.children)
    if not named or (said and not said.startswith(_URN)) or len(parts) != 1:
        raise Unreadable(
            "it is no UBL in JSON: that names its document in `_D` and holds it in one part beside",
            cause="ubl.no_document",
            place=root.place,
        )
    [*found] = _elements(parts[0])
    if len(found) != 1:
        raise Unreadable(
            f"{parts[0].name} is there {len(found)} times; send each document by itself",
            cause="ubl.several",
            place=parts[0].place,
        )
    one = found[0]
    # Some who make JSON of XML write another namespace there, or none: what it is its name says.
    space = said if said.startswith(f"{_URN}{one.name}-") else f"{_URN}{one.name}-2"
    return Node(one.name, one.value, one.children, one.at, "", space)


def _elements(node: Node) -> Iterator[Node]:
    """An element for each object of a list, or for the object alone."""
    for each in node.children if node.kind == "list" else (node,):
        yield _element(node.name, each)


def _element(name: str, node: Node) -> Node:
    """Its text stands in `_`, its attributes beside it; what holds objects holds elements."""
    if node.kind not in {"object", "list"}:
        return Node(name, node.value, (), node.at)
    text: str | None = None
    children: list[Node] = []
    for child in node.children:
        if child.name == _TEXT:
            text = child.value
        elif child.kind in {"object", "list"}:
            children += _elements(child)
        else:
            children.append(Node(f"@{child.name}", child.value, (), child.at))
    return Node(name, text, tuple(children), node.at)
