"""A canonical body as rows of a tree, each with the place in the original that it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

FIELDS_MAX = 2_000


class Field(NamedTuple):
    """One field: how deep it stands, its name, its value ("" for a group), its path, its places and marks."""

    depth: int
    name: str
    value: str
    group: bool
    path: str
    places: tuple[str, ...]
    marks: str


def fields_of(body: bytes, sources: dict[str, str], marks: dict[str, str]) -> list[Field]:
    """The body's fields in order, at most FIELDS_MAX of them."""
    found: list[Field] = []
    for field in _walk(msgspec.json.decode(body), "", 0, sources, marks):
        found.append(field)
        if len(found) >= FIELDS_MAX:
            break
    return found


def marks_of(sources: dict[str, str]) -> dict[str, str]:
    """A mark for every place that some field came from."""
    places = [place for said in sources.values() for place in places_in(said)]
    return {place: str(number) for number, place in enumerate(dict.fromkeys(places), 1)}


def places_in(said: str) -> tuple[str, ...]:
    """A field may be made of several places."""
    return tuple(part for part in said.split("; ") if part and not part.startswith("and "))


def _walk(
    value: Any, path: str, depth: int, sources: dict[str, str], marks: dict[str, str]
) -> Iterator[Field]:
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in named:
        here = f"{path}[{name}]" if isinstance(value, list) else f"{path}.{name}" if path else str(name)
        group = isinstance(below, dict | list)
        places = places_in(sources.get(here, ""))
        said = "" if group else "null" if below is None else str(below) if below is not True else "true"
        found = " ".join(marks[place] for place in places if place in marks)
        yield Field(depth, str(name), "false" if below is False else said, group, here, places, found)
        if group:
            yield from _walk(below, here, depth + 1, sources, marks)
