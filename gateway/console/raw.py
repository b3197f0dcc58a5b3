"""The original as a page shows it: a table of cells, lines of text or bytes in hex; never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from adapters.formats.encoding import decoded, marked
from core.hub.node import Node
from core.kernel.errors import Unreadable
from gateway.console.spans import Span, Text, spans_of

CHARACTERS_MAX = 60_000
ROWS_MAX = 300
CELLS_MAX = 6_000
HEX_BYTES_MAX = 4_096
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_MORE = ("utf-8", "gb18030")


class Piece(NamedTuple):
    """A run of text that all the same marks cover, apart by blanks; a mark that begins with f is a fault."""

    text: str
    marks: str


class Line(NamedTuple):
    """A numbered line of the original."""

    number: int
    pieces: tuple[Piece, ...]


class Cell(NamedTuple):
    """A cell of a table."""

    text: str
    marks: str


class Row(NamedTuple):
    """A row of a table under the number its reader gives it."""

    number: str
    cells: tuple[Cell, ...]


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One of three: a table, lines or hex; `cut` says that not all of it is shown."""

    kind: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    hex: tuple[tuple[str, str, str], ...] = ()
    cut: bool = False
    found: frozenset[str] = frozenset()


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shown, and the mark of each place in it; `tree` and `encoding` as its mapping read it.

    hidden: places that are not shown to whoever looks.
    """

    payload: bytes
    marks: dict[str, str]
    tree: Node | None = None
    format: str = ""
    encoding: str = ""
    hidden: tuple[str, ...] = ()


def raw_of(shown: Shown) -> Raw:
    """The original of one arrival, with the places that its fields came from."""
    tree = shown.tree
    if shown.format == "csv" and tree is not None and tree.children:
        return _table(tree, shown.marks)
    text = text_of(shown.payload, shown.encoding)
    if text is None:
        return _hex(shown.payload)
    is_xml = text.text.lstrip()[:1] == "<"
    text = hide(text, shown.hidden)
    return _lines(text.text, shown.marks, spans_of(text, shown.marks, xml=is_xml))


def hide(text: Text, places: Sequence[str]) -> Text:
    """The text with what stands at these places as asterisks, one for each sign; lines stay lines."""
    if not places:
        return text
    signs = list(text.text)
    spans = spans_of(text, places, xml=text.text.lstrip()[:1] == "<")
    # A place that cannot be found is somewhere: then nothing is shown.
    found = spans.values() if set(places) <= set(spans) else [Span(0, len(signs))]
    for span in found:
        for at in range(span.start, span.end):
            signs[at] = signs[at] if signs[at] in "\r\n" else "*"
    return Text("".join(signs), text.skipped)


def text_of(payload: bytes, encoding: str) -> Text | None:
    """The bytes as text, by mark, declaration, mapping or the usual encodings; None if they are none."""
    declared = _DECLARED.match(payload.lstrip()[:300])
    names = [marked(payload), declared[1].decode() if declared else "", encoding, *_MORE]
    for name in dict.fromkeys(name for name in names if name and name != "detect"):
        try:
            text = decoded(payload, name, "raw")
        except (Unreadable, LookupError):
            continue
        if (
            "\0" in text
            or sum(sign < " " and sign not in "\t\r\n\f\x1c\x1d\x1e" for sign in text) > len(text) // 50
        ):
            return None
        skipped = len(payload) - len(text.encode("utf-8", "surrogatepass"))
        return Text(text, skipped if skipped in (0, 3) else 0)
    return None


# -- tables --------------------------------------------------------------------------------------------------


def _table(tree: Node, marks: dict[str, str]) -> Raw:
    columns = tuple(dict.fromkeys(cell.name for row in tree.children[:ROWS_MAX] for cell in row.children))
    most = max(1, min(ROWS_MAX, CELLS_MAX // max(1, len(columns))))
    first = _first_marked(tree.children, marks, most)
    chosen = tree.children[first : first + most]
    found: set[str] = set()
    rows = []
    for row in chosen:
        cells = {cell.name: _cell(cell, row, marks, found) for cell in row.children}
        spread = tuple(cells.get(name, Cell("", "")) for name in columns) if row.children else ()
        rows.append(
            Row(row.place.removeprefix("row "), spread or (Cell(row.value or "", _mark(row, marks, found)),))
        )
    return Raw(
        kind="table",
        columns=columns,
        rows=tuple(rows),
        cut=len(chosen) < len(tree.children),
        found=frozenset(found),
    )


def _first_marked(rows: Sequence[Node], marks: dict[str, str], most: int) -> int:
    """Where to begin so that the marked cells are among those shown."""
    if len(rows) <= most:
        return 0
    for index, row in enumerate(rows):
        if any(cell.place in marks for cell in row.children):
            return max(0, min(index - 3, len(rows) - most))
    return 0


def _cell(cell: Node, row: Node, marks: dict[str, str], found: set[str]) -> Cell:
    own = _mark(cell, marks, found)
    return Cell(cell.value or "", f"{own} {_mark(row, marks, found)}".strip())


def _mark(node: Node, marks: dict[str, str], found: set[str]) -> str:
    place = node.place
    if place not in marks:
        return ""
    found.add(place)
    return marks[place]


# -- text ----------------------------------------------------------------------------------------------------


def _lines(text: str, marks: dict[str, str], spans: dict[str, Span]) -> Raw:
    start = _window(text, spans.values())
    end = min(len(text), start + CHARACTERS_MAX)
    inside = {place: span for place, span in spans.items() if span.start < end and span.end > start}
    number = text.count("\n", 0, start) + 1
    pieces: list[Piece] = []
    lines: list[Line] = []
    for piece in _pieces(text, start, end, {marks[place]: span for place, span in inside.items()}):
        *whole, rest = piece.text.split("\n")
        for part in whole:
            lines.append(Line(number, (*pieces, Piece(part.removesuffix("\r"), piece.marks))))
            number, pieces = number + 1, []
        pieces.append(Piece(rest, piece.marks))
    if any(piece.text for piece in pieces) or not lines:
        lines.append(Line(number, tuple(pieces)))
    cut = start > 0 or end < len(text)
    return Raw(kind="text", lines=tuple(lines), cut=cut, found=frozenset(inside))


def _window(text: str, spans: Iterable[Span]) -> int:
    """The beginning, unless what is marked stands further down than is shown."""
    first = min((span.start for span in spans), default=0)
    if len(text) <= CHARACTERS_MAX or first < CHARACTERS_MAX // 2:
        return 0
    return text.rfind("\n", 0, max(0, first - 2_000)) + 1


def _pieces(text: str, start: int, end: int, spans: dict[str, Span]) -> list[Piece]:
    """The text cut at every border of a span; a piece lists the spans that cover it."""
    borders = {start, end}
    for span in spans.values():
        borders |= {max(start, span.start), min(end, span.end)}
    cuts = sorted(borders)
    opening = sorted(spans.items(), key=lambda item: item[1].start)
    pieces, live, index = [], dict[str, int](), 0
    for left, right in pairwise(cuts):
        while index < len(opening) and opening[index][1].start <= left:
            live[opening[index][0]] = opening[index][1].end
            index += 1
        live = {mark: until for mark, until in live.items() if until > left}
        pieces.append(Piece(text[left:right], " ".join(sorted(live))))
    return pieces or [Piece(text[start:end], "")]


# -- bytes ---------------------------------------------------------------------------------------------------


def _hex(payload: bytes) -> Raw:
    shown = payload[:HEX_BYTES_MAX]
    rows = []
    for at in range(0, len(shown), 16):
        part = shown[at : at + 16]
        readable = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in part)
        rows.append((f"{at:08x}", part.hex(" "), readable))
    return Raw(kind="hex", hex=tuple(rows), cut=len(shown) < len(payload))
