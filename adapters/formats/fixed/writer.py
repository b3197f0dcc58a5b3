"""A tree to records of fixed places; what does not fit into its place is refused, never cut."""

from __future__ import annotations

from adapters.formats.encoding import encoded
from adapters.formats.fixed.layout import ANY, Field, Layout
from adapters.formats.fixed.numbers import scaled, to_packed, to_zoned
from adapters.formats.grid import rows_of
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

_NEWLINES = {"lf": "\n", "crlf": "\r\n", "nel": "\x85", "none": ""}


class FixedWriter:
    """Each of the tree's children, lists of them opened, is a record, named by its code ("record" under *).

    Texts are filled with blanks on the right, numbers with zeros on the left.
    """

    options = frozenset({"encoding", "fields", "record", "length", "newline"})

    def check(self, options: dict[str, str]) -> None:
        Layout(options)
        choice(options, "newline", tuple(_NEWLINES))

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        layout = Layout(options)
        newline = encoded(_NEWLINES[choice(options, "newline", tuple(_NEWLINES))], layout.encoding)
        rows = rows_of(tree)
        return b"".join(_record(row, number, layout) + newline for number, row in enumerate(rows, 1))


def _record(row: Node, number: int, layout: Layout) -> bytes:
    fields = layout.fields_of(ANY if layout.code is None else row.name)
    cells = {cell.name: cell.value or "" for cell in row.children}
    if fields is None or set(cells) - {field.name for field in fields}:
        raise _bad(number, f"is no record of the layout: {row.name} with {', '.join(cells)}")
    raw = bytearray(layout.blank * (layout.length or max(field.end for field in fields)))
    for field in fields:
        raw[field.start : field.end] = _piece(cells.get(field.name, ""), field, layout, number)
    if layout.code and layout.code.name not in cells:
        place = slice(layout.code.start, layout.code.end)
        raw[place] = encoded(row.name, layout.encoding).ljust(layout.code.length, layout.blank)[
            : layout.code.length
        ]
    if layout.length and len(raw) != layout.length:
        raise _bad(number, f"reaches to byte {len(raw)}, over its length of {layout.length}")
    return bytes(raw)


def _piece(text: str, field: Field, layout: Layout, number: int) -> bytes:
    try:
        piece = (
            _number(text or "0", field, layout) if field.kind != "text" else encoded(text, layout.encoding)
        )
    except (UnicodeEncodeError, Unreadable) as error:
        raise _bad(number, f"field {field.name}: {error}") from error
    if len(piece) > field.length:
        raise _bad(number, f"field {field.name} has {field.length} bytes, and {text!r} needs {len(piece)}")
    return piece.ljust(field.length, layout.blank)


def _number(text: str, field: Field, layout: Layout) -> bytes:
    negative, digits = scaled(text, field.decimals)
    if field.kind == "packed":
        return to_packed(negative, digits.rjust(2 * field.length - 1, "0"))
    if field.kind == "zoned":
        return to_zoned(negative, digits.rjust(field.length, "0"), layout.ebcdic)
    sign = "-" if negative else ""
    return encoded(sign + digits.rjust(field.length - len(sign), "0"), layout.encoding)


def _bad(number: int, text: str) -> Unreadable:
    return Unreadable(f"record {number} {text}", cause="fixed.unwritable", place=f"record {number}")
