"""Canonical bodies as trees, and what a mapping made as the tree a writer takes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.hub.mapping.shown import Number
from core.hub.node import Node
from core.kernel.errors import Broken


def tree_of(body: Any, name: str = "document", at: str = "") -> Node:
    """A canonical body, its places the canonical paths."""
    if isinstance(body, dict):
        children = tuple(tree_of(value, key, f"{at}.{key}" if at else key) for key, value in body.items())
        return Node(name, None, children, at, "object")
    if isinstance(body, list | tuple):
        items = tuple(tree_of(value, "item", f"{at}[{index}]") for index, value in enumerate(body))
        return Node(name, None, items, at, "list")
    if body is None:
        return Node(name, None, (), at, "null")
    if isinstance(body, bool):
        return Node(name, "true" if body else "false", (), at, "true" if body else "false")
    if isinstance(body, str):
        return Node(name, body, (), at, "text")
    if isinstance(body, int | Decimal):
        return Node(name, format(body, "f") if isinstance(body, Decimal) else str(body), (), at, "number")
    raise Broken(f"{at} of a canonical body is {type(body).__name__}", cause="map.body")


def written(name: str, value: Any) -> Node:
    """What fields made: objects and lists stay what they are, for the formats that tell them apart."""
    if isinstance(value, dict):
        return Node(name, None, tuple(written(key, inner) for key, inner in value.items()), "", "object")
    if isinstance(value, list):
        return Node(name, None, tuple(written("item", inner) for inner in value), "", "list")
    if isinstance(value, bool):
        return Node(name, "true" if value else "false", (), "", "true" if value else "false")
    if isinstance(value, str):
        return Node(name, str(value), (), "", "number" if isinstance(value, Number) else "text")
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return Node(name, text, (), "", "number")
