"""A tree to JSON: numbers as they stand, nothing rounded."""

from __future__ import annotations

from typing import Any

import msgspec

from adapters.formats.encoding import bytes_of
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable


class JsonWriter:
    """Objects, lists, texts, numbers and truth values by the kind of each node."""

    options = frozenset({"encoding", "indent", "bom"})

    def check(self, options: dict[str, str]) -> None:
        self.write(Node("root", kind="object"), options)

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        encoded = msgspec.json.encode(_value(tree))
        if choice(options, "indent", ("no", "yes")) == "yes":
            encoded = msgspec.json.format(encoded, indent=2)
        return bytes_of(encoded.decode(), options, "json")


def _value(node: Node) -> Any:
    if node.kind == "list":
        return [_value(child) for child in node.children]
    if node.kind == "object":
        held = {child.name: _value(child) for child in node.children}
        if len(held) != len(node.children):
            raise Unreadable(f"{node.name} holds one key twice", cause="json.duplicate_key", place=node.place)
        return held
    if node.kind in {"true", "false"}:
        return node.kind == "true"
    if node.value is None:
        return None
    return msgspec.Raw(node.value.encode()) if node.kind == "number" else node.value
