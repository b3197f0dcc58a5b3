"""Records as the text that PostgreSQL's COPY reads: each kind has a template, a set is one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

import msgspec

from adapters.database.columns import shape_of, to_micros
from core.hub.records import Record

ROWS_A_PART = 1_000
# What stands for itself nowhere in COPY's text, and the NUL that no text of ours may hold.
_SPECIAL = re.compile("[\\\\\t\n\r\0]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\u2400"})
_NOTHING = "\\N"


class _Template(NamedTuple):
    """turned: the places of what is not written as it is, and how. optional: of what may be None."""

    line: str
    texts: tuple[int, ...]
    text: Callable[[Any], Any]
    turned: tuple[tuple[int, Callable[[Any], Any]], ...]
    optional: tuple[int, ...]


def copy_text(records: Sequence[Record]) -> Iterator[bytes]:
    """Some rows at a time; all records are of one kind."""
    template = _template(type(records[0]))
    for start in range(0, len(records), ROWS_A_PART):
        rows = [_row(template, record) for record in records[start : start + ROWS_A_PART]]
        yield "".join(rows).encode()


def _row(template: _Template, record: Record) -> str:
    values = list(msgspec.structs.astuple(record))
    for place in template.optional:
        if values[place] is None:
            values[place] = _NOTHING
    # One look over all texts together: almost never is there anything to escape.
    if _SPECIAL.search("".join(template.text(values))):
        for place in template.texts:
            if values[place] is not _NOTHING:
                values[place] = values[place].translate(_ESCAPED)
    for place, turn in template.turned:
        if values[place] is not _NOTHING:
            values[place] = turn(values[place])
    return template.line % tuple(values)


@cache
def _template(kind: type[Record]) -> _Template:
    shape = shape_of(kind)
    hints = get_type_hints(kind)
    turned = [
        (place, turn)
        for place, name in enumerate(shape.names)
        for plain, turn in _TURNS.items()
        if plain is hints[name] or plain in getattr(hints[name], "__args__", ())
    ]
    return _Template(
        line="\t".join(["%s"] * len(shape.names)) + "\n",
        texts=shape.texts,
        text=_picker(shape.texts),
        turned=tuple(turned),
        optional=tuple(place for place, name in enumerate(shape.names) if _may_be_none(hints[name])),
    )


def _may_be_none(hint: Any) -> bool:
    return type(None) in getattr(hint, "__args__", ())


def _picker(places: tuple[int, ...]) -> Callable[[Any], Any]:
    """Gives the texts of a row; one alone is a text of its own."""
    return itemgetter(*places) if places else lambda _values: ()


_TURNS: dict[Any, Callable[[Any], Any]] = {
    datetime: to_micros,
    UUID: lambda value: f"\\\\x{value.hex}",
    bytes: lambda value: f"\\\\x{value.hex()}",
    bool: lambda value: "t" if value else "f",
}
