"""Two canonical documents side by side: which fields differ, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

CHANGES_MAX = 500


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A field by its canonical path ("lots[0].quantity.value"); None where one side has no such field."""

    path: str
    before: str | None
    after: str | None


def changes(before: bytes, after: bytes) -> tuple[Change, ...]:
    """The fields that differ, in path order; b"" stands for no document."""
    old, new = _fields(before), _fields(after)
    paths = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    return tuple(Change(path=path, before=old.get(path), after=new.get(path)) for path in paths[:CHANGES_MAX])


def _fields(body: bytes) -> dict[str, str]:
    return dict(_walk("", msgspec.json.decode(body))) if body else {}


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for name, inside in value.items():
            yield from _walk(f"{path}.{name}" if path else str(name), inside)
    elif isinstance(value, list) and value:
        for index, inside in enumerate(value):
            yield from _walk(f"{path}[{index}]", inside)
    else:
        yield path, value if isinstance(value, str) else msgspec.json.encode(value).decode()
