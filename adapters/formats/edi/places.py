"""Where in a file a segment and its elements stand: number, tag, element and byte."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from adapters.formats.encoding import marked

BLANKS = " \t\r\n"
_TAG_MAX = 3
_BLANKS_MAX = 1_000
_NO_WORD = re.compile(r"[^A-Za-z0-9]")


class Signs(NamedTuple):
    """What parts a text; a sign that is "" is not in use."""

    element: str
    component: str
    terminator: str
    repetition: str = ""
    release: str = ""


class Flaw(NamedTuple):
    """What is wrong with the head of an interchange, found where its signs are."""

    reason: str
    element: int
    text: str


class Piece(NamedTuple):
    """One interchange of a file; start: where in the file's text it begins."""

    text: str
    signs: Signs
    start: int
    flaw: Flaw | None = None


class File(NamedTuple):
    """What a place is counted in."""

    text: str
    encoding: str
    payload: bytes


class Places:
    """Says where an element stands, as text; nothing is counted until somebody asks."""

    def __init__(self, file: File, piece: Piece, first: int) -> None:
        self.file = file
        self.piece = piece
        self.first = first
        self._starts: list[int] = []
        # The mark itself is a character of no text; every later place is counted from the one before.
        self._codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(file.encoding, file.encoding)
        self._counted = (0, _mark_bytes(file))

    def __mod__(self, asked: tuple[int, str] | tuple[int]) -> str:
        index, element = asked[0], int(asked[1]) if len(asked) > 1 else 0
        start, end = self._segment(index)
        tag = self.piece.text[start : min(end, start + _TAG_MAX)]
        shown = f"segment {self.first + index} {re.split(_NO_WORD, tag)[0]}".rstrip()
        if element:
            shown += f" element {element:02}"
            start = self._element(start, end, element)
        return f"{shown} (byte {self._byte(self.piece.start + start)})"

    def _byte(self, at: int) -> int:
        """The byte at which a character of the file stands."""
        counted, byte = self._counted
        between = self.file.text[min(at, counted) : max(at, counted)].encode(self._codec)
        byte += len(between) if at >= counted else -len(between)
        self._counted = (at, byte)
        return byte

    def _segment(self, index: int) -> tuple[int, int]:
        """Where a segment begins and where what follows it does."""
        text, signs = self.piece.text, self.piece.signs
        if not self._starts:
            whole, skips = _up_to(signs.terminator, signs.release), signs.terminator in BLANKS
            for found in whole.finditer(text):
                if found[1].strip(BLANKS) or not skips:
                    self._starts.append(found.end() - len(found[0].lstrip(BLANKS)))
        starts = self._starts
        begin = starts[index] if index < len(starts) else len(text)
        return begin, starts[index + 1] if index + 1 < len(starts) else len(text)

    def _element(self, start: int, end: int, element: int) -> int:
        signs = self.piece.signs
        before = islice(_up_to(signs.element, signs.release).finditer(self.piece.text, start, end), element)
        return max((found.end() for found in before), default=start)


def _mark_bytes(file: File) -> int:
    """How many bytes of the file stand before its text."""
    if file.payload.startswith(BOM_UTF8):
        return len(BOM_UTF8)
    return len("".encode(file.encoding)) if marked(file.payload) else 0


def next_head(text: str, begin: int, head: re.Pattern[str], signs: Signs) -> int:
    """Where the next interchange begins: a head behind a segment's end and blanks; else the end."""
    for found in head.finditer(text, begin + 1):
        at = found.start()
        end = at
        while at - end < _BLANKS_MAX and text[end - 1] in BLANKS and text[end - 1] != signs.terminator:
            end -= 1
        if text[end - 1] == signs.terminator and not _is_released(text, end - 1, signs.release):
            return at
    return len(text)


def _is_released(text: str, at: int, release: str) -> bool:
    """Whether an odd number of releases stands before a sign."""
    before = at
    while release and before and at - before < _BLANKS_MAX and text[before - 1] == release:
        before -= 1
    return (at - before) % 2 == 1


@lru_cache(maxsize=64)
def _up_to(sign: str, release: str) -> re.Pattern[str]:
    """What stands before a sign that is not released, and the sign; after the last there is none."""
    end, released = re.escape(sign), re.escape(release)
    inside = f"(?:[^{end}{released}]|{released}[\\s\\S])" if release else f"[^{end}]"
    return re.compile(f"({inside}*+)(?:{end}|\\Z)")
