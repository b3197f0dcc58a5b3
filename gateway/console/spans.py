"""From a place in words ("bytes 4-9", "/Order/ID[1] line 2", "row 3") to a range of the text shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat

XML_BYTES_MAX = 8 * 1024 * 1024

_BYTES = re.compile(r"bytes (\d+)-(\d+)( of it as utf-8)?")
_PATH = re.compile(r"(/.+?)(?:/@(.+?))? line \d+")
_LINE = re.compile(r"(?:.* )?line (\d+)(?: column \d+)?")
_ROW = re.compile(r"row (\d+)(?: column .*)?")
_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


class Text(NamedTuple):
    """A text as shown, and how many bytes of the original stood before it (a byte order mark)."""

    text: str
    skipped: int


def spans_of(text: Text, places: Iterable[str], *, xml: bool) -> dict[str, Span]:
    """The range of each place that can be found; a place the format tells otherwise is left out."""
    wanted = list(dict.fromkeys(places))
    encoded = text.text.encode("utf-8", "surrogatepass")
    ranges: dict[str, tuple[int, int]] = {}
    elements = _elements(encoded) if xml and any(_PATH.fullmatch(place) for place in wanted) else {}
    lines = _line_starts(encoded) if any(_LINE.fullmatch(p) or _ROW.fullmatch(p) for p in wanted) else []
    for place in wanted:
        found = _bytes(place, text.skipped) or _element(place, elements, encoded) or _line(place, lines)
        if found is not None and found[0] < found[1] <= len(encoded):
            ranges[place] = found
    return _characters(encoded, ranges)


def _bytes(place: str, skipped: int) -> tuple[int, int] | None:
    found = _BYTES.fullmatch(place)
    if found is None:
        return None
    less = 0 if found[3] else skipped
    return int(found[1]) - less, int(found[2]) - less


def _line(place: str, starts: list[int]) -> tuple[int, int] | None:
    found = _LINE.fullmatch(place) or _ROW.fullmatch(place)
    if found is None or not 0 < int(found[1]) < len(starts):
        return None
    return starts[int(found[1]) - 1], starts[int(found[1])] - 1


def _line_starts(encoded: bytes) -> list[int]:
    """Where each line begins, and one past the end."""
    starts = [0, *(found.end() for found in re.finditer(b"\n", encoded))]
    return [*starts, len(encoded) + 1]


def _characters(encoded: bytes, ranges: dict[str, tuple[int, int]]) -> dict[str, Span]:
    """Offsets in bytes as offsets in characters, in one pass."""
    characters: dict[int, int] = {}
    before, count = 0, 0
    for offset in sorted({offset for pair in ranges.values() for offset in pair}):
        count += len(encoded[before:offset].decode("utf-8", "replace"))
        characters[offset], before = count, offset
    return {place: Span(characters[start], characters[end]) for place, (start, end) in ranges.items()}


# -- XML -----------------------------------------------------------------------------------------------------


def _element(place: str, elements: dict[str, tuple[int, int]], encoded: bytes) -> tuple[int, int] | None:
    found = _PATH.fullmatch(place)
    whole = elements.get(found[1]) if found else None
    if found is None or whole is None:
        return None
    start, end = whole
    tag = _TAG.match(encoded, start)
    if tag is None:
        return whole
    if found[2]:
        name = re.escape(found[2].rpartition("}")[2].encode())
        attribute = re.search(rb"\s(?:[\w.-]+:)?" + name + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", tag[0])
        return (start + attribute.start(1) + 1, start + attribute.end(1) - 1) if attribute else whole
    close = encoded.rfind(b"</", tag.end(), end)
    plain = close > 0 and b"<" not in encoded[tag.end() : close]
    return (tag.end(), close) if plain and tag.end() < close else whole


def _elements(encoded: bytes) -> dict[str, tuple[int, int]]:
    """The byte range of every element by its path as our reader writes it; empty where it is no XML."""
    if len(encoded) > XML_BYTES_MAX:
        return {}
    walk = _Walk(encoded)
    try:
        walk.parser.Parse(encoded, True)
    except expat.ExpatError:
        return {}
    return walk.found


class _Walk:
    """One pass of expat, which alone among our parsers knows at which byte it stands."""

    def __init__(self, encoded: bytes) -> None:
        self.found: dict[str, tuple[int, int]] = {}
        self.parser = expat.ParserCreate("utf-8", "}")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._encoded = encoded
        self._open: list[tuple[str, int, dict[str, int]]] = []
        self._root: dict[str, int] = {}

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        above, _, counts = self._open[-1] if self._open else ("", 0, self._root)
        counts[tag] = counts.get(tag, 0) + 1
        path = f"{above}/{tag.rpartition('}')[2]}[{counts[tag]}]"
        self._open.append((path, self.parser.CurrentByteIndex, {}))

    def _end(self, _tag: str) -> None:
        path, start, _ = self._open.pop()
        tag = _TAG.match(self._encoded, start)
        # An element without content ends where it begins; expat stands behind it already.
        empty = tag is not None and tag[0].endswith(b"/>")
        close = self._encoded.find(b">", self.parser.CurrentByteIndex) + 1
        self.found[path] = (start, tag.end() if tag is not None and empty else close)
