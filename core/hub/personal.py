"""What is about persons is masked for whoever may not see it; the door says whether somebody may."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import msgspec

from core.hub.node import Node
from core.hub.redaction import redacted

_INDEX = re.compile(r"\[\d+\]")
SHOWN_FROM = 7


def mask(text: str) -> str:
    """A value of which a person recognizes their own: 张* for a name, 138******78 for a number."""
    if len(text) >= SHOWN_FROM:
        return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"
    return text[:1] + "*" * (len(text) - 1)


def plain_path(path: str) -> str:
    """A field of a document whichever of its list it stands in: lots[2].owner is lots[].owner."""
    return _INDEX.sub("[]", path)


def masked_body(body: bytes, fields: Collection[str]) -> bytes:
    """A canonical body in which these fields (`carrier.driver`, `lots[].owner`) are masked."""
    if not fields:
        return body
    return msgspec.json.encode(_masked(msgspec.json.decode(body), "", frozenset(fields)))


def masked(body: Any, fields: frozenset[str]) -> Any:
    """The same of a body that is decoded already."""
    return _masked(body, "", fields)


def _masked(value: Any, path: str, fields: frozenset[str]) -> Any:
    if path in fields:
        return _all_masked(value)
    if isinstance(value, dict):
        above = f"{path}." if path else ""
        return {name: _masked(below, f"{above}{name}", fields) for name, below in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_masked(below, f"{path}[]", fields) for below in value)
    return value


def _all_masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _all_masked(below) for name, below in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_all_masked(below) for below in value)
    return mask(str(value)) if value is not None and not isinstance(value, bool) else value


def hidden_in(tree: Node | None, places: Collection[str]) -> Node | None:
    """The tree with what stands at these places blanked."""
    if tree is None or not places:
        return tree
    return redacted(tree, [node for node in _all_of(tree) if node.place in places])


def _all_of(tree: Node) -> list[Node]:
    found, stack = [], [tree]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(node.children)
    return [node for node in found if node is not tree]
