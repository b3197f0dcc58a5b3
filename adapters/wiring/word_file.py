"""What a person decides, written as a file: it becomes the message of its type, with who says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from adapters.formats.yaml import READER
from adapters.wiring import contract_file
from core.hub.node import Node
from core.kernel.errors import Broken, Refused, Unreadable

# Who says it, and who says it too; every message has at most one of each.
FIRST = ("by", "maker", "proposer", "publisher")
SECOND = ("approver", "second")
DEPTH_MAX = 3


def read_word(path: Path) -> dict[str, Any]:
    """The fields of a file (YAML, or JSON, which is YAML too); Unreadable names the file and the place."""
    try:
        found = READER.read(path.read_bytes(), {})
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file", cause="word.missing") from None
    except Unreadable as error:
        raise Unreadable(f"{path} {error.text}", cause="word.file", place=error.place) from error
    if found.kind != "object":
        raise Unreadable(f"{path}: expected fields with values, not a {found.kind}", cause="word.shape")
    return {child.name: _said(child) for child in found.children}


def word_of(kind: type[msgspec.Struct], said: Mapping[str, Any], people: Mapping[str, str]) -> msgspec.Struct:
    """The message's body. Refused where the file names who says it; Unreadable where it does not fit."""
    names = {field.name for field in msgspec.structs.fields(kind)}
    signed = sorted(set(said).intersection(FIRST + SECOND))
    if signed:
        raise Refused(
            f"{', '.join(signed)} is not for the file to say: --by and --approver do", cause="word.signed"
        )
    unknown = sorted(set(said) - names)
    if unknown:
        known = ", ".join(sorted(names.difference(FIRST, SECOND)))
        raise Unreadable(f"{', '.join(unknown)} is no field of it; there are {known}", cause="word.field")
    try:
        return msgspec.convert({**said, **people}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Unreadable(str(error), cause="word.shape") from error


def fields_of(kind: type[msgspec.Struct]) -> Iterator[tuple[str, str, bool]]:
    """Of each field that a file may say: its name, what it holds, and whether it must be said."""
    for field in _struct(inspect.type_info(kind)).fields:
        if field.name not in FIRST + SECOND:
            yield field.name, _holds(field.type, 0), field.required


def takes(kind: type[msgspec.Struct], names: tuple[str, ...]) -> tuple[str, bool]:
    """The field of these that it has ("" is none), and whether it must be said."""
    for field in msgspec.structs.fields(kind):
        if field.name in names:
            return field.name, field.required
    return "", False


def _said(node: Node) -> Any:
    # Of a number with a point no digit is lost on the way: the text goes where a decimal or a text is wanted.
    if node.kind == "number" and "." in (node.value or ""):
        return node.value
    if node.kind == "object":
        return {child.name: _said(child) for child in node.children}
    if node.kind == "list":
        return [_said(child) for child in node.children]
    return contract_file.said(node)


def _struct(told: inspect.Type) -> inspect.StructType:
    if not isinstance(told, inspect.StructType):
        raise Broken(f"{told} is no body of a message", cause="word.kind")
    return told


def _holds(told: inspect.Type, depth: int) -> str:
    if isinstance(told, inspect.Metadata):
        return _holds(told.type, depth)
    if isinstance(told, inspect.UnionType):
        return " or ".join(dict.fromkeys(_holds(one, depth) for one in told.types))
    if isinstance(told, inspect.LiteralType):
        return " | ".join(str(value) for value in told.values)
    if isinstance(told, inspect.EnumType):
        return " | ".join(str(value.value) for value in told.cls)
    if isinstance(told, inspect.VarTupleType | inspect.ListType):
        return f"[{_holds(told.item_type, depth)}, …]"
    if isinstance(told, inspect.DictType):
        return f"{{{_holds(told.key_type, depth)}: {_holds(told.value_type, depth)}, …}}"
    if isinstance(told, inspect.StructType):
        return _inside(told, depth)
    return _WORDS.get(type(told), "value")


def _inside(told: inspect.StructType, depth: int) -> str:
    if depth >= DEPTH_MAX:
        return "{…}"
    parts = (
        f"{field.name}{'' if field.required else '?'}: {_holds(field.type, depth + 1)}"
        for field in told.fields
    )
    return f"{{{', '.join(parts)}}}"


_WORDS: dict[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.IntType: "whole number",
    inspect.BoolType: "true or false",
    inspect.DecimalType: "decimal",
    inspect.DateTimeType: "moment with its zone",
    inspect.DateType: "day",
    inspect.NoneType: "nothing",
}
