"""A tree to text of segments: signs put between, envelopes closed with their counts and references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from adapters.formats.edi.envelopes import Envelope, Family
from adapters.formats.edi.places import Signs
from adapters.formats.edi.segments import COMPONENTS, ELEMENTS_OF_ONE_MAX, NAMES, Options
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

NEWLINES = {"none": "", "lf": "\n", "crlf": "\r\n"}
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_BREAK = re.compile(r"[\r\n]")


class Pen:
    """Writes segments with the signs of one interchange."""

    def __init__(self, family: Family, signs: Signs, options: Options) -> None:
        self.family = family
        self.signs = signs
        self.end = signs.terminator + NEWLINES[choice(options, "newline", tuple(NEWLINES))]
        parting = "".join(re.escape(sign) for sign in signs if sign)
        self._parting = re.compile(f"[{parting}]")

    def segment(self, node: Node) -> str:
        """The segment, without what is empty at its end."""
        return self.joined(node.name, self.elements(node), node)

    def joined(self, tag: str, elements: list[str], at: Node) -> str:
        if not _TAG.fullmatch(tag):
            raise self.unwritable(at, f"{tag!r} is no tag of a segment; name it by two or three capitals")
        return self.signs.element.join([tag, *_trimmed(elements)]) + self.end

    def elements(self, node: Node) -> list[str]:
        """The elements at their positions; a name that repeats is an element that does."""
        found: dict[int, str] = {}
        for child in _items(node.children):
            if child.name.startswith("@"):
                continue
            position = NAMES.index(child.name) if child.name in NAMES[1 : ELEMENTS_OF_ONE_MAX + 1] else 0
            if not position:
                raise self.unwritable(node, f"{child.name!r} is no position; name elements 01, 02 and so on")
            text = self._element(child, node)
            if position in found and not self.signs.repetition:
                raise self.unwritable(node, f"element {child.name} repeats, and no sign says so; send one")
            found[position] = found[position] + self.signs.repetition + text if position in found else text
        return [found.get(position, "") for position in range(1, max(found, default=0) + 1)]

    def _element(self, element: Node, segment: Node) -> str:
        components: dict[int, str] = {}
        for child in _items(element.children):
            if child.name.startswith("@"):
                continue
            if child.name not in COMPONENTS:
                raise self.unwritable(segment, f"{child.name!r} is no component; name them 1, 2 and so on")
            components[int(child.name)] = self.text(child.value or "", segment)
        if not components:
            return self.text(element.value or "", segment)
        texts = [components.get(number, "") for number in range(1, max(components) + 1)]
        return self.signs.component.join(_trimmed(texts))

    def text(self, value: str, at: Node) -> str:
        """A value with its signs released; Unreadable for what cannot be said."""
        if _BREAK.search(value):
            raise self.unwritable(at, "a line break cannot be written; send it in parts")
        if not self._parting.search(value):
            return value
        release = self.signs.release
        if not release:
            raise self.unwritable(at, f"{value[:40]!r} holds a sign that parts; choose other `signs`")
        return self._parting.sub(lambda sign: release + sign[0], value)

    def unwritable(self, at: Node, text: str) -> Unreadable:
        where = f"segment {at.name}"
        return Unreadable(f"{where}: {text}", cause=f"{self.family.cause}.unwritable", place=where)


class Begun(NamedTuple):
    """The head of an interchange as it is written, how what follows is, and the reference it goes by."""

    text: str
    pen: Pen
    reference: str


class Open(NamedTuple):
    """An envelope that is not closed yet."""

    envelope: Envelope
    reference: str


class Writing:
    """Goes once through a tree and says its segments; counts and closes what they open."""

    def __init__(self, family: Family, begin: Callable[[Node, Options], Begun], options: Options) -> None:
        self.family = family
        self._begin = begin
        self._options = options
        self._pen: Pen | None = None

    def text(self, tree: Node) -> str:
        """All of it; Unreadable unless there is an interchange."""
        heads = self.family.interchange
        opened: Open | None = None
        groups = messages = 0
        said: list[str] = []
        for node in _items(tree.children):
            if node.name == heads.head:
                said += self._closing(opened, groups or messages)
                groups = messages = 0
                begun = self._begin(node, self._options)
                self._pen = begun.pen
                said.append(begun.text)
                opened = self._open(heads, node, begun.reference)
            elif node.name == "group":
                groups += 1
                said += self._group(node)
            elif node.name == "message":
                messages += 1
                said += self._message(node)
            elif node.name in self.family.beside:
                said.append(self.pen(node).segment(node))
            elif node.name != heads.foot and not _is_beside(node):
                raise self._misplaced(node, f"an interchange holds {heads.head}, groups and messages")
        return "".join([*said, *self._closing(opened, groups or messages)])

    def pen(self, node: Node) -> Pen:
        if self._pen is None:
            raise self._misplaced(node, f"{self.family.interchange.head} must come first")
        return self._pen

    def _group(self, node: Node) -> Iterator[str]:
        envelope = self.family.group
        opened: Open | None = None
        messages = 0
        for child in _items(node.children):
            if child.name == envelope.head:
                opened = self._opened(envelope, child)
                yield self.pen(child).segment(child)
            elif child.name == "message":
                messages += 1
                yield from self._message(child)
            elif child.name != envelope.foot and not _is_beside(child):
                raise self._misplaced(child, f"a group holds {envelope.head} and messages")
        if opened is None:
            raise self._misplaced(node, f"{envelope.head} is missing in a group")
        yield from self._closing(opened, messages)

    def _message(self, node: Node) -> Iterator[str]:
        envelope, opened, count = self.family.message, None, 1
        if node.kind == "fault":
            raise self._misplaced(node, "it could not be read, and so is not written")
        for segment in _segments(node):
            if segment.name == envelope.head:
                opened = self._opened(envelope, segment)
            elif opened is None:
                raise self._misplaced(segment, f"a message begins with {envelope.head}")
            if segment.name != envelope.foot:
                count += 1
                yield self.pen(segment).segment(segment)
        if opened is None:
            raise self._misplaced(node, f"{envelope.head} is missing in a message")
        yield from self._closing(opened, count)

    def _opened(self, envelope: Envelope, head: Node) -> Open:
        elements = self.pen(head).elements(head)
        reference = elements[envelope.reference - 1] if len(elements) >= envelope.reference else ""
        return self._open(envelope, head, reference)

    def _open(self, envelope: Envelope, head: Node, reference: str) -> Open:
        if not reference:
            raise self._misplaced(head, f"its reference, element {envelope.reference:02}, is missing")
        return Open(envelope, reference)

    def _closing(self, opened: Open | None, count: int) -> list[str]:
        """The foot; what a tree says of it is not asked, it is counted anew."""
        if opened is None or self._pen is None:
            return []
        foot = Node(opened.envelope.foot)
        return [self._pen.joined(foot.name, [str(count), opened.reference], foot)]

    def _misplaced(self, node: Node, text: str) -> Unreadable:
        return Unreadable(
            f"{node.name} cannot be written: {text}",
            cause=f"{self.family.cause}.unwritable",
            place=node.place or f"segment {node.name}",
        )


def _trimmed(texts: list[str]) -> list[str]:
    """Without the empty ones at the end."""
    size = len(texts)
    while size and not texts[size - 1]:
        size -= 1
    return texts[:size]


def _items(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """A list is as if its name were repeated."""
    for node in nodes:
        if node.kind == "list":
            for child in node.children:
                yield from _items((Node(node.name, child.value, child.children, child.at, child.kind),))
        else:
            yield node


def _segments(node: Node) -> Iterator[Node]:
    """The segments of a message; what has a name of small letters only holds some of them together."""
    for child in _items(node.children):
        if child.name.islower() and child.name != "flag" and child.value is None:
            yield from _segments(child)
        elif not _is_beside(child):
            yield child


def _is_beside(node: Node) -> bool:
    """What describes and flags is not sent."""
    return node.name.startswith("@") or node.name == "flag"
