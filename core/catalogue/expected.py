"""Says which fields a place in a canonical document may have, for the text of a fault."""

from __future__ import annotations

import re
import typing
from types import NoneType, UnionType
from typing import Any

import msgspec

_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(?:\d+|\.\.\.)\]")


def expected_at(kind: type[msgspec.Struct], path: str) -> str:
    """ "; expected fields: …" of the Struct at `path` (".lots[0]"), "" where there is none."""
    here: Any = kind
    for step in _STEP.finditer(path):
        here = _field(here, step[1]) if step[1] else _element(here)
    struct = _struct(here)
    if struct is None:
        return ""
    fields = msgspec.structs.fields(struct)
    names = (f"{field.name} (required)" if field.required else field.name for field in fields)
    return f"; expected fields: {', '.join(names)}"


def _field(kind: Any, name: str) -> Any:
    struct = _struct(kind)
    if struct is None:
        return None
    return next((field.type for field in msgspec.structs.fields(struct) if field.name == name), None)


def _element(kind: Any) -> Any:
    bare = _bare(kind)
    return typing.get_args(bare)[0] if typing.get_origin(bare) is tuple else None


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    bare = _bare(kind)
    return bare if isinstance(bare, type) and issubclass(bare, msgspec.Struct) else None


def _bare(kind: Any) -> Any:
    """Without Annotated and without `| None`."""
    if typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    if typing.get_origin(kind) in {UnionType, typing.Union}:
        inner = [each for each in typing.get_args(kind) if each is not NoneType]
        return _bare(inner[0]) if len(inner) == 1 else None
    return kind
