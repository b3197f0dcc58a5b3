"""Records as the text that PostgreSQL's COPY reads: a set is turned column by column and is one text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

from msgspec.structs import astuple

from adapters.database.columns import shape_of, to_micros
from core.hub.records import Record

ROWS_A_PART = 1_000
# What stands for itself nowhere in COPY's text, and the NUL that no text of ours may hold.
_SAID_AS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\u2400"}
_ESCAPED = str.maketrans(_SAID_AS)
_NOTHING = "\\N"
Turn = Callable[[Sequence[Any]], Iterable[Any]]


class _Template(NamedTuple):
    """turned: the places of what is not written as it is, how, and whether it may be None."""

    line: str
    turned: tuple[tuple[int, Turn, bool], ...]


def copy_text(records: Sequence[Record]) -> Iterator[bytes]:
    """Some rows at a time; all records are of one kind."""
    line, turned = _template(type(records[0]))
    for start in range(0, len(records), ROWS_A_PART):
        columns: list[Any] = list(zip(*map(astuple, records[start : start + ROWS_A_PART]), strict=True))
        for place, turn, optional in turned:
            column = columns[place]
            columns[place] = _some(column, turn) if optional and None in column else turn(column)
        yield "".join(map(line.__mod__, zip(*columns, strict=True))).encode()


def _some(column: Sequence[Any], turn: Turn) -> Iterator[Any]:
    """A column of which some are None."""
    said = iter(turn([value for value in column if value is not None]))
    return (_NOTHING if value is None else next(said) for value in column)


@cache
def _template(kind: type[Record]) -> _Template:
    shape = shape_of(kind)
    hints = get_type_hints(kind)
    turned = []
    for place, name in enumerate(shape.names):
        options = getattr(hints[name], "__args__", (hints[name],))
        turn = next((_TURNS[plain] for plain in options if plain in _TURNS), None)
        optional = type(None) in options
        if turn is not None or optional:
            turned.append((place, turn or _as_it_is, optional))
    return _Template("\t".join(["%s"] * len(shape.names)) + "\n", tuple(turned))


def _as_it_is(column: Sequence[Any]) -> Sequence[Any]:
    return column


def _texts(column: Sequence[str]) -> Sequence[str]:
    """One look over the whole column: almost never is there anything to escape."""
    all_ = "".join(column)
    if any(special in all_ for special in _SAID_AS):
        return [value.translate(_ESCAPED) for value in column]
    return column


def _moments(column: Sequence[datetime]) -> Iterator[int]:
    """Rows of one message have one moment, and stand together."""
    before, said = None, 0
    for value in column:
        if value is not before:
            before, said = value, to_micros(value)
        yield said


def _ids(column: Sequence[UUID]) -> Iterator[str]:
    before, said = None, ""
    for value in column:
        if value is not before:
            before, said = value, f"\\\\x{value.int:032x}"
        yield said


_TURNS: dict[Any, Turn] = {
    str: _texts,
    datetime: _moments,
    UUID: _ids,
    bytes: lambda column: ["\\\\x" + value.hex() for value in column],
    bool: lambda column: ["t" if value else "f" for value in column],
}
