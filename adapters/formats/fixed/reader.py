"""Records of fixed places to a tree: ASCII, GBK and EBCDIC, zoned and packed decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.formats.encoding import bounded, decoded, limit
from adapters.formats.fixed.layout import ANY, Field, Layout
from adapters.formats.fixed.numbers import Odd, of_packed, of_text, of_zoned
from adapters.formats.fixed.writer import FixedWriter
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

ROWS_MAX = 2_000_000
_BREAK = re.compile(rb"\r?\n")
# NEL, line feed of EBCDIC, and carriage return with either.
_BREAK_EBCDIC = re.compile(rb"\x0d?[\x15\x25]")


class FixedReader:
    """The root "records" holds a child for each record, named by its code ("record" where there is none).

    unknown: a record of another code refuses the whole, becomes a fault of its own (`mark`) or is left out
    (`skip`).
    """

    options = frozenset(
        {"encoding", "bytes_max", "rows_max", "fields", "record", "length", "short", "unknown"}
    )

    def check(self, options: dict[str, str]) -> None:
        bounded(b"", options, "fixed")
        limit(options, "rows_max", ROWS_MAX)
        choice(options, "unknown", ("refuse", "mark", "skip"))
        Layout(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        bounded(payload, options, "fixed")
        layout, unknown = Layout(options), choice(options, "unknown", ("refuse", "mark", "skip"))
        most = limit(options, "rows_max", ROWS_MAX)
        found = []
        for number, raw in _records(payload, layout):
            if number > most:
                raise _at(number, f"is over the limit of {most} records; send it in parts", "too_many")
            node = _record(raw, number, layout, unknown)
            if node is not None:
                found.append(node)
        return Node("records", None, tuple(found), "record 1")


READER = FixedReader()
WRITER = FixedWriter()


def _records(payload: bytes, layout: Layout) -> Iterator[tuple[int, bytes]]:
    if layout.length:
        for number, start in enumerate(range(0, len(payload), layout.length), 1):
            yield number, payload[start : start + layout.length]
        return
    pieces = (_BREAK_EBCDIC if layout.ebcdic else _BREAK).split(payload.removeprefix(b"\xef\xbb\xbf"))
    for number, raw in enumerate(pieces, 1):
        if raw.strip(layout.blank):
            yield number, raw


def _record(raw: bytes, number: int, layout: Layout, unknown: str) -> Node | None:
    code = _text(raw, layout.code, number, layout).strip() if layout.code else ANY
    fields = layout.fields_of(code)
    if fields is None:
        text = f"begins no record of the layout: its code is {code!r}"
        if unknown == "refuse":
            raise _at(number, f"{text}; add its fields, or say `unknown`", "unknown_record")
        fault = Node("record", f"record {number} {text}", (), ("record %d", number), "fault")
        return fault if unknown == "mark" else None
    end = max(field.end for field in fields)
    if len(raw) < end and (layout.length or not layout.short_is_fine):
        raise _at(number, f"has {len(raw)} bytes where {end} are needed; it was cut", "short")
    children = tuple([_node(raw, field, number, layout) for field in fields])
    return Node("record" if code == ANY else code, None, children, ("record %d", number))


def _node(raw: bytes, field: Field, number: int, layout: Layout) -> Node:
    at = (f"record %d bytes {field.start + 1}-{field.end}", number)
    piece = raw[field.start : field.end]
    if not piece or (field.kind != "packed" and not piece.strip(layout.blank)):
        return Node(field.name, None, (), at, "null")
    if field.kind == "text":
        return Node(field.name, _text(raw, field, number, layout).rstrip(" "), (), at, "text")
    try:
        if len(piece) < field.length:
            raise Odd(f"{len(piece)} of its {field.length} bytes are there")
        return Node(field.name, _number(piece, field, layout, number), (), at, "number")
    except Odd as odd:
        return Node(field.name, None, (Node("@why", str(odd), (), at),), at, "fault")


def _number(piece: bytes, field: Field, layout: Layout, number: int) -> str:
    if field.kind == "packed":
        return of_packed(piece, field.decimals)
    if field.kind == "zoned":
        return of_zoned(piece, field.decimals, layout.ebcdic)
    return of_text(_decoded(piece, field, number, layout), field.decimals)


def _text(raw: bytes, field: Field, number: int, layout: Layout) -> str:
    return _decoded(raw[field.start : field.end], field, number, layout)


def _decoded(piece: bytes, field: Field, number: int, layout: Layout) -> str:
    try:
        return decoded(piece, layout.encoding, "fixed")
    except Unreadable as error:
        place = f"record {number} bytes {field.start + 1}-{field.end}"
        raise Unreadable(f"{place}: {error.text}", cause=error.cause, place=place) from error


def _at(number: int, text: str, reason: str) -> Unreadable:
    return Unreadable(f"record {number} {text}", cause=f"fixed.{reason}", place=f"record {number}")
