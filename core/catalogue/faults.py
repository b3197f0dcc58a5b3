"""Tells a person what is wrong with a body: which type, where, and what is expected there."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any

import msgspec

from core.catalogue.checks import Wrong
from core.catalogue.fields import MEANING
from core.catalogue.parts import Document
from core.kernel.errors import Unreadable

DEPTH_MAX = 32
_PLAIN = frozenset({str, Decimal, int, bool, NoneType})
_PLACE = re.compile(r" - at (?:`key` in )?`\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(?:\d+|\.\.\.)\]")
_INDEX = re.compile(r"\[\d+\]")
_NAMED = re.compile(r"^Object (?:contains unknown|missing required) field `(?P<field>.*)`$", re.DOTALL)


def unreadable(type_name: str, kind: type[Document], error: Exception) -> Unreadable:
    """The decoder's complaint in our words; its cause is the same whatever the values."""
    match = _PLACE.search(str(error))
    path = match["path"] if match else ""
    text = str(error)[: match.start()] if match else str(error)
    inner = error.__cause__
    if isinstance(inner, Wrong):
        place = f"${path}.{inner.place}" if inner.place else f"${path}"
        return Unreadable(f"{type_name} at {place}: {inner.text}", cause=inner.cause, place=place)
    if not isinstance(error, msgspec.ValidationError):
        return Unreadable(f"{type_name} is no JSON: {error}", cause="catalogue.not_json")
    return _of_shape(type_name, kind, path, text)


def _of_shape(type_name: str, kind: type[Document], path: str, text: str) -> Unreadable:
    named = _NAMED.match(text)
    if named:
        text += f"; {fields_at(kind, path)}"
        path += f".{named['field'][:60]}"
    for pattern, meaning in MEANING.items():
        text = text.replace(f"`str` matching regex {pattern!r}", meaning)
    cause = f"catalogue.shape@{type_name}:${_INDEX.sub('[]', path)}"
    return Unreadable(f"{type_name} at ${path}: {text}", cause=cause, place=f"${path}")


def fields_at(kind: type[msgspec.Struct], path: str) -> str:
    """The fields that the Struct at `path` (".lots[0]") may have."""
    here: Any = kind
    for step in _STEP.finditer(path):
        here = _field(here, step[1]) if step[1] else typing.get_args(_bare(here))[0]
    fields = msgspec.structs.fields(_bare(here))
    names = (f"{field.name} (required)" if field.required else field.name for field in fields)
    return f"its fields are {', '.join(names)}"


def _field(kind: Any, name: str) -> Any:
    return next(field.type for field in msgspec.structs.fields(_bare(kind)) if field.name == name)


def _bare(kind: Any) -> Any:
    """Without Annotated and without `| None`."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if typing.get_origin(kind) in {UnionType, typing.Union}:
        return _bare(next(each for each in typing.get_args(kind) if each is not NoneType))
    return kind


def holds_float(item: Any, depth: int) -> bool:
    """Whether a float hides anywhere in it."""
    if isinstance(item, float):
        return True
    if depth == 0 or not isinstance(item, dict | list | tuple | Mapping):
        return False
    for value in item.values() if isinstance(item, Mapping) else item:
        # Texts and decimals are nearly everything there is, in every document that is read.
        if value.__class__ not in _PLAIN and holds_float(value, depth - 1):
            return True
    return False


def where_float(item: Any, place: str = "$") -> str:
    """The path of the first float, in a body that holds one."""
    if isinstance(item, float) or not isinstance(item, Mapping | list | tuple):
        return place
    steps = (
        ((f"{place}.{key}", value) for key, value in item.items())
        if isinstance(item, Mapping)
        else ((f"{place}[{index}]", value) for index, value in enumerate(item))
    )
    return next((where_float(value, at) for at, value in steps if holds_float(value, DEPTH_MAX)), place)
