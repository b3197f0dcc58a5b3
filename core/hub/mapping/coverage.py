"""Which canonical fields a mapping can make, so that its samples can be asked which of them they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from core.hub.node import Node


class Field(NamedTuple):
    """A field of the documents of one type, by its canonical path without places in lists."""

    type: str
    path: str


def fields_of(tree: Node) -> tuple[Field, ...]:
    """All fields that the rules of a mapping name, each once, in their order."""
    found: dict[Field, None] = {}
    for rule in _children(tree, "documents"):
        for made in _children(rule, "choose") or [rule]:
            type_name = next((child.value or "" for child in made.children if child.name == "type"), "")
            for path in _paths(_children(made, "body"), ""):
                found[Field(type_name, path)] = None
    return tuple(found)


def required_of(tree: Node) -> frozenset[Field]:
    """Those of them that say `required: true`."""
    found = set()
    for rule in _children(tree, "documents"):
        for made in _children(rule, "choose") or [rule]:
            type_name = next((child.value or "" for child in made.children if child.name == "type"), "")
            found |= {Field(type_name, path) for path in _required(_children(made, "body"), "")}
    return frozenset(found)


def fields_in(type_name: str, body: Any) -> Iterator[Field]:
    """The fields that a canonical body has, with every object on the way to them."""
    yield from (Field(type_name, path) for path in _paths_in(body, ""))


def _children(node: Node, name: str) -> list[Node]:
    return [each for child in node.children if child.name == name for each in child.children]


def _paths(fields: list[Node], above: str) -> Iterator[str]:
    for field in fields:
        path = f"{above}.{field.name}" if above else field.name
        inner = _children(field, "fields")
        if inner:
            yield from _paths(inner, path)
        elif field.name != "about":
            yield path


def _required(fields: list[Node], above: str) -> Iterator[str]:
    for field in fields:
        path = f"{above}.{field.name}" if above else field.name
        yield from _required(_children(field, "fields"), path)
        if any(child.name == "required" and child.kind == "true" for child in field.children):
            yield path


def _paths_in(body: Any, path: str) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            below = f"{path}.{name}" if path else name
            yield below
            yield from _paths_in(value, below)
    elif isinstance(body, list | tuple):
        for item in body:
            yield from _paths_in(item, path)
