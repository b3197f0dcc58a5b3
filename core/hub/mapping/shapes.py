"""Whether what a mapping makes can be the canonical type it names: its fields, and those the type needs."""

from __future__ import annotations

import typing
from types import NoneType, UnionType
from typing import Any

import msgspec

from core.hub.mapping.kit import Kit
from core.hub.mapping.sheet import unknown
from core.hub.node import Node

Shape = type[msgspec.Struct]


def check_shape(kind: str, body: Node, node: Node, kit: Kit) -> None:
    """Faults for a type the catalogue does not have, fields it does not know, and fields that are missing."""
    types = kit.library.types()
    if types is None:
        return
    shape = types.get(kind)
    if shape is None:
        kit.faults.add(node, unknown("canonical type", kind, types))
        return
    _fields(body, shape, kit)


def _fields(body: Node, shape: Shape, kit: Kit) -> None:
    known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    given = {child.name for child in body.children}
    for child in body.children:
        if child.name in known:
            _field(child, known[child.name].type, kit)
        else:
            kit.faults.add(child, unknown(f"field of {shape.__name__}", child.name, known))
    missing = [name for name, field in known.items() if field.required and name not in given]
    if missing:
        kit.faults.add(body, f"{shape.__name__} needs {' and '.join(missing)} too")


def _field(node: Node, kind: Any, kit: Kit) -> None:
    """One field against the type it must have."""
    words = {child.name: child for child in node.children}
    if "first of" in words:
        for choice in words["first of"].children:
            _field(choice, kind, kit)
        return
    shape, many = _shape(kind)
    made = words["as"].value if "as" in words else ""
    parts = made in kit.vocabulary.composites or "fields" in words
    if "rest" in words or (shape is None and not parts):
        return
    if many != ("each" in words) or (shape is None) is parts:
        wanted = f"{'a list of ' if many else ''}{shape.__name__ if shape else 'one value'}"
        kit.faults.add(node, f"{node.name} is to be {wanted}")
    elif shape is not None and "fields" in words:
        _fields(words["fields"], shape, kit)
    elif shape is not None and made:
        _composite(node, made, shape, kit)


def _composite(node: Node, made: str, shape: Shape, kit: Kit) -> None:
    composite = kit.vocabulary.composites[made]
    known = {field.encode_name for field in msgspec.structs.fields(shape)}
    if not {composite.main, *composite.needed} <= known:
        kit.faults.add(node, f"{node.name} is to be {shape.__name__}, which is no {made}")


def _shape(kind: Any) -> tuple[Shape | None, bool]:
    """The Struct a type holds, if any, and whether it is a list of them."""
    bare = _bare(kind)
    if typing.get_origin(bare) in {tuple, list}:
        return _shape(typing.get_args(bare)[0])[0], True
    return (bare, False) if isinstance(bare, type) and issubclass(bare, msgspec.Struct) else (None, False)


def _bare(kind: Any) -> Any:
    """Without Annotated and without `| None`."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if typing.get_origin(kind) in {UnionType, typing.Union}:
        inner = [each for each in typing.get_args(kind) if each is not NoneType]
        return _bare(inner[0]) if len(inner) == 1 else None
    return kind
