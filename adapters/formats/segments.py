"""Text of segments, as EDIFACT and X12 send it: cut by its signs, with the place of every element."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from adapters.formats.encoding import limit
from core.hub.node import Node
from core.kernel.errors import Unreadable

SEGMENTS_MAX = 500_000
ELEMENTS_MAX = 1_000_000
ELEMENTS_OF_ONE_MAX = 200
BLANKS = " \t\r\n"
NAMES = tuple(f"{number:02}" for number in range(ELEMENTS_OF_ONE_MAX + 2))
COMPONENTS = tuple(str(number) for number in range(1, ELEMENTS_OF_ONE_MAX + 1))
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
# A released sign is held as a lone surrogate, which no decoded text can hold.
_HELD_FROM = 0xD800
_HELD = re.compile("[\ud800-\ud8ff]")
_RESTORED = {_HELD_FROM + code: chr(code) for code in range(256)}

Parts = list[str]
Place = tuple["Places", int, str]
Options = Mapping[str, str]


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

    def __mod__(self, asked: tuple[int, str] | tuple[int]) -> str:
        index, element = asked[0], int(asked[1]) if len(asked) > 1 else 0
        start, body = self._segment(index)
        tag = re.match(r"\w*", body)
        shown = f"segment {self.first + index} {tag[0][:3] if tag else ''}".rstrip()
        if element:
            shown += f" element {element:02}"
            start += self._element(body, element)
        return f"{shown} (byte {self.byte(self.piece.start + start)})"

    def byte(self, at: int) -> int:
        """The byte at which a character of the file stands."""
        marked = self.file.encoding == "utf-8" and self.file.payload.startswith(BOM_UTF8)
        return len(BOM_UTF8) * marked + len(self.file.text[:at].encode(self.file.encoding))

    def _segment(self, index: int) -> tuple[int, str]:
        text, signs = self.piece.text, self.piece.signs
        if not self._starts:
            whole, skips = _segment_of(signs), signs.terminator in BLANKS
            for found in whole.finditer(text):
                if found[1].strip(BLANKS) or not skips:
                    self._starts.append(found.end() - len(found[0].lstrip(BLANKS)))
        if index >= len(self._starts):
            return len(text), ""
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(text)
        return self._starts[index], text[self._starts[index] : end]

    def _element(self, body: str, element: int) -> int:
        signs, found = self.piece.signs, -1
        for _ in range(element):
            found = body.find(signs.element, found + 1)
            while signs.release and found > 0 and _is_released(body, found, signs.release):
                found = body.find(signs.element, found + 1)
            if found < 0:
                return len(body)
        return found + 1


def _is_released(text: str, at: int, release: str) -> bool:
    before = len(text[:at]) - len(text[:at].rstrip(release))
    return before % 2 == 1


@lru_cache(maxsize=64)
def _segment_of(signs: Signs) -> re.Pattern[str]:
    """One segment with what ends it; the last may lack it."""
    end, release = re.escape(signs.terminator), re.escape(signs.release)
    inside = f"(?:[^{end}{release}]|{release}[\\s\\S])" if release else f"[^{end}]"
    return re.compile(f"({inside}*+)(?:{end}|\\Z)")


class Cut:
    """One interchange as lists of elements: each segment its tag and what follows it."""

    def __init__(self, cause: str, places: Places, options: Options) -> None:
        piece = places.piece
        self.cause = cause
        self.signs = piece.signs
        self.flaw = piece.flaw
        self.places = places
        self.tail = ""
        self._tags: set[str] = set()
        # Segments in which a sign is held that was released.
        self._held: set[int] = set()
        self.parts = self._parts(piece.text, options)
        self._repeats = bool(piece.signs.repetition) and piece.signs.repetition in piece.text

    def _parts(self, text: str, options: Options) -> list[Parts]:
        signs = self.signs
        within(self, text, options)
        if signs.release and signs.release in text:
            text = held(text, signs)
        text = self._in_one_line(text.rstrip(BLANKS.replace(signs.terminator, "")), options)
        segments = text.split(signs.terminator)
        if signs.terminator in BLANKS:
            # Empty lines are nothing, and the last may lack its end.
            segments = [segment for segment in segments if segment.strip(BLANKS)]
        else:
            self.tail = segments.pop()
        if signs.release and signs.release in self.places.piece.text:
            self._held = {index for index, segment in enumerate(segments) if _HELD.search(segment)}
        return [segment.split(signs.element) for segment in segments]

    def _in_one_line(self, text: str, options: Options) -> str:
        """Line breaks mean nothing after a segment, and within one some width put them there."""
        terminator = self.signs.terminator
        if not ("\n" in text or "\r" in text or terminator + " " in text or terminator + "\t" in text):
            return text
        joined = _after(terminator).sub(terminator.replace("\\", "\\\\"), text)
        breaks = options.get("line_breaks", "drop")
        if terminator in "\r\n" or breaks == "keep" or not ("\n" in joined or "\r" in joined):
            return joined
        if breaks == "refuse":
            index = re.split("[\r\n]", joined, maxsplit=1)[0].count(terminator)
            raise self.fault(
                "line_break", index, "holds a line break; send it whole, or say `line_breaks: drop`"
            )
        # Joined first: a width may have cut between a segment and its end.
        return _after(terminator).sub(
            terminator.replace("\\", "\\\\"), text.replace("\r", "").replace("\n", "")
        )

    def fault(self, reason: str, index: int, text: str, element: int = 0) -> Unreadable:
        """What is wrong with a segment, with its number, tag and byte."""
        place = self.places % (index, NAMES[element])
        return Unreadable(f"{place} {text}", cause=f"{self.cause}.{reason}", place=place)

    def node(self, index: int) -> Node:
        """A segment: elements by position, their components by theirs; Unreadable if it is none."""
        parts, places = self.parts[index], self.places
        if parts[0] not in self._tags or len(parts) > ELEMENTS_OF_ONE_MAX:
            self._judge(index)
        if self._repeats or index in self._held:
            return Node(parts[0], None, self._with_care(index), (places, index))
        component = self.signs.component
        children: list[Node] = []
        named = zip(NAMES, parts, strict=False)
        next(named)
        for name, text in named:
            if not text:
                continue
            at = (places, index, name)
            if component in text:
                children.append(self._composite(name, text.split(component), at))
            else:
                children.append(Node(name, text, (Node("1", text, (), at),), at))
        return Node(parts[0], None, tuple(children), (places, index))

    def _composite(self, name: str, texts: list[str], at: Place) -> Node:
        if len(texts) > ELEMENTS_OF_ONE_MAX:
            raise self.fault(
                "too_many", at[1], f"has {len(texts)} components; {ELEMENTS_OF_ONE_MAX} are read"
            )
        found: list[Node] = []
        for component, text in zip(COMPONENTS, texts, strict=False):
            if text:
                found.append(Node(component, text, (), at))
        return Node(name, None, tuple(found), at)

    def _with_care(self, index: int) -> tuple[Node, ...]:
        """The elements where some repeat or hold what was released."""
        repetition, component, found = self.signs.repetition, self.signs.component, list[Node]()
        for name, whole in list(zip(NAMES, self.parts[index], strict=False))[1:]:
            at = (self.places, index, name)
            for text in whole.split(repetition) if repetition else [whole]:
                texts = [one.translate(_RESTORED) for one in text.split(component)]
                if len(texts) > 1:
                    found.append(self._composite(name, texts, at))
                elif whole:
                    one = (Node("1", texts[0], (), at),) if texts[0] else ()
                    found.append(Node(name, texts[0], one, at))
        return tuple(found)

    def plain(self, index: int) -> Node:
        """A segment whose elements have no components: one that names the signs themselves."""
        parts, places = self.parts[index], self.places
        found: list[Node] = []
        for name, text in list(zip(NAMES, parts, strict=False))[1:]:
            if text:
                at = (places, index, name)
                found.append(Node(name, text, (Node("1", text, (), at),), at))
        return Node(parts[0], None, tuple(found), (places, index))

    def _judge(self, index: int) -> None:
        """Raises for what is no segment; remembers its tag."""
        parts = self.parts[index]
        if not _TAG.fullmatch(parts[0]):
            raise self.fault(
                "malformed", index, f"begins with {parts[0][:20]!r}, which is no tag; mend the segment"
            )
        if len(parts) > ELEMENTS_OF_ONE_MAX:
            raise self.fault("too_many", index, f"has {len(parts)} elements; {ELEMENTS_OF_ONE_MAX} are read")
        self._tags.add(parts[0])

    def value(self, index: int, element: int, component: int = 1) -> str:
        """What stands there, "" where nothing does."""
        parts = self.parts[index]
        if element >= len(parts):
            return ""
        texts = parts[element].split(self.signs.component)
        if component > len(texts):
            return ""
        text = texts[component - 1]
        return text.translate(_RESTORED) if index in self._held else text


def within(cut: Cut, text: str, options: Options) -> None:
    """Unreadable if it has more segments or elements than the options or this module allow."""
    signs = cut.signs
    segments = text.count(signs.terminator)
    elements = text.count(signs.element) + text.count(signs.component)
    elements += text.count(signs.repetition) if signs.repetition else 0
    for name, count, most in (
        ("segments_max", segments, limit(options, "segments_max", SEGMENTS_MAX)),
        ("elements_max", elements, limit(options, "elements_max", ELEMENTS_MAX)),
    ):
        if count > most:
            raise cut.fault("too_many", 0, f"begins {count} of {most}; send it in parts or raise `{name}`")


def held(text: str, signs: Signs) -> str:
    """The text with each released sign held apart from those that part it."""
    parting = {signs.element, signs.component, signs.terminator, signs.repetition, signs.release}

    def hold(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(_HELD_FROM + ord(sign)) if sign in parting and ord(sign) < 256 else sign

    return re.sub(f"{re.escape(signs.release)}([\\s\\S])", hold, text)


@lru_cache(maxsize=64)
def _after(terminator: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(terminator)}[{BLANKS}]+")
