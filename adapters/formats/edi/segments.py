"""Text of segments, as EDIFACT and X12 send it: cut by its signs, with the place of every element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from adapters.formats.edi.places import BLANKS, Places, Signs
from adapters.formats.encoding import limit
from core.hub.node import Node
from core.kernel.errors import Unreadable

SEGMENTS_MAX = 500_000
ELEMENTS_MAX = 1_000_000
ELEMENTS_OF_ONE_MAX = 200
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
Meaning = Callable[[Node], Iterable[Node]]


class Cut:
    """One interchange as lists of elements: each segment its tag and what follows it."""

    def __init__(
        self, cause: str, places: Places, options: Options, meant: Mapping[str, Meaning] | None = None
    ) -> None:
        piece = places.piece
        self.cause = cause
        self._meant = meant or {}
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
        if not text.isascii() and _HELD.search(text):
            whole = text if signs.terminator not in BLANKS else signs.terminator.join(segments)
            self._held = set(_where_held(whole, signs.terminator))
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
            return self._meaning(Node(parts[0], None, self._with_care(index), (places, index)))
        component = self.signs.component
        children: list[Node] = []
        named = zip(NAMES, parts, strict=False)
        next(named)
        for name, text in named:
            if not text:
                continue
            at = (places, index, name)
            if component not in text:
                children.append(Node(name, text, (Node("1", text, (), at),), at))
            elif text[-1] != component:
                children.append(self._composite(name, text.split(component), at))
            else:
                children += self._ended(name, text.rstrip(component), at)
        found = Node(parts[0], None, tuple(children), (places, index))
        return self._meaning(found) if parts[0] in self._meant else found

    def _meaning(self, found: Node) -> Node:
        """The same with what segments of its tag mean beside what stands in them."""
        meant = self._meant.get(found.name)
        return found if meant is None else with_more(found, meant(found))

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

    def _ended(self, name: str, text: str, at: Place) -> list[Node]:
        """Empty components at an end are not there, as empty elements are not."""
        if self.signs.component in text:
            return [self._composite(name, text.split(self.signs.component), at)]
        return [Node(name, text, (Node("1", text, (), at),), at)] if text else []

    def _with_care(self, index: int) -> tuple[Node, ...]:
        """The elements where some repeat or hold what was released."""
        repetition, component, found = self.signs.repetition, self.signs.component, list[Node]()
        for name, whole in list(zip(NAMES, self.parts[index], strict=False))[1:]:
            at = (self.places, index, name)
            for text in whole.split(repetition) if repetition else [whole]:
                texts = [one.translate(_RESTORED) for one in text.rstrip(component).split(component)]
                if len(texts) > 1:
                    found.append(self._composite(name, texts, at))
                elif whole.strip(component):
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

    def said(self, first: int, end: int) -> str:
        """Segments as one text, the same whatever signs part them and however many stand at an end."""
        component = self.signs.component
        text = "\x1e".join(["\x1f".join(parts) for parts in self.parts[first:end]]) + "\x1e"
        if f"{component}\x1f" in text or f"{component}\x1e" in text or "\x1f\x1e" in text:
            text = re.sub(f"{re.escape(component)}+(?=[\x1e\x1f])", "", text)
            text = re.sub("\x1f+(?=\x1e)", "", text)
        text = text.replace(component, "\x1d")
        return _HELD.sub(lambda held: chr(ord(held[0]) - _HELD_FROM), text) if self._held else text


def with_more(segment: Node, more: Iterable[Node]) -> Node:
    """A segment that says more than what stands in it."""
    return Node(segment.name, None, (*more, *segment.children), segment.at)


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
            text = f"begins {count} {name[:-4]} and {most} are read; send it in parts or raise `{name}`"
            raise cut.fault("too_many", 0, text)


def holding(signs: Signs) -> dict[int, int]:
    """The signs and line breaks of a text, and what holds each of them apart."""
    apart = {*signs, "\r", "\n"} - {""}
    return {ord(sign): _HELD_FROM + ord(sign) for sign in apart if ord(sign) < 256}


def held(text: str, signs: Signs) -> str:
    """The text with each released sign held apart from those that part it."""
    parting = {signs.element, signs.component, signs.terminator, signs.repetition, signs.release}

    def hold(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(_HELD_FROM + ord(sign)) if sign in parting and ord(sign) < 256 else sign

    return re.sub(f"{re.escape(signs.release)}([\\s\\S])", hold, text)


def _where_held(text: str, terminator: str) -> Iterator[int]:
    """The numbers of the segments in which a sign is held, which are few."""
    at = index = 0
    for found in _HELD.finditer(text):
        index += text.count(terminator, at, found.start())
        at = found.start()
        yield index


@lru_cache(maxsize=64)
def _after(terminator: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(terminator)}[{BLANKS}]+")
