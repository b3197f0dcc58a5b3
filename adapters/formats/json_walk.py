"""JSON read with the place of every value: slower, for who asks where something stands or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from core.hub.node import Node
from core.kernel.errors import Broken, Unreadable

_STRING = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_VALUE = rb"(?:(?:" + _STRING + rb"|(-?[0-9][0-9.eE+-]*)|(true|false|null))\s*([,}\]])|([{\[]))"
_MEMBER = re.compile(rb"\s*" + _STRING + rb"\s*:\s*" + _VALUE)
_ITEM = re.compile(rb"\s*(\0)?" + _VALUE)
_EMPTY = re.compile(rb"\s*[}\]]")
_FOLLOWING = re.compile(rb"\s*([,}\]])")
_WORDS = {b"true": "true", b"false": "false", b"null": None}


class Text(NamedTuple):
    """What is known to be JSON, in UTF-8. skipped: bytes before it. form: how a range of bytes is told."""

    utf8: bytes
    skipped: int
    form: str
    depth_max: int
    nodes_max: int


def walked(text: Text) -> Node:
    """The tree with its places; Unreadable for a doubled key or what is over a limit."""
    return _Walk(text).root()


class Places:
    """Where the values of one text stand, by number, read when first asked for.

    The numbers are in the order in which objects close: what is inside an object before it, then its members,
    a list's items before the list.
    """

    __slots__ = ("_found", "_text")

    def __init__(self, text: Text) -> None:
        self._text = text
        self._found: list[str] = []

    def __mod__(self, numbers: tuple[int]) -> str:
        if not self._found:
            root = walked(self._text)
            self._found = self.told(root, [*_closed(root), *_made(root)])
        return self._found[numbers[0]]

    def told(self, _root: Node, nodes: list[Node]) -> list[str]:
        """How each of the nodes' places is told."""
        return [node.place for node in nodes]


class LinePlaces(Places):
    """Of a text that is one line of many: the line, and the way to the value (JSON Pointer)."""

    __slots__ = ("_line",)

    def __init__(self, text: Text, line: int) -> None:
        super().__init__(text)
        self._line = line

    def told(self, root: Node, nodes: list[Node]) -> list[str]:
        pointers = {id(node): pointer for node, pointer in _pointed(root, "")}
        return [f"line {self._line} {pointers[id(node)]}".rstrip() for node in nodes]


def _pointed(node: Node, above: str) -> Iterator[tuple[Node, str]]:
    yield node, above
    for index, child in enumerate(node.children):
        step = str(index) if node.kind == "list" else child.name.replace("~", "~0").replace("/", "~1")
        yield from _pointed(child, f"{above}/{step}")


def _closed(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield from _closed(child)
    if node.kind == "object":
        for child in node.children:
            yield from _made(child)


def _made(node: Node) -> Iterator[Node]:
    if node.kind == "list":
        for item in node.children:
            yield from _made(item)
    yield node


class _Walk:
    """One pass over what is known to be JSON."""

    def __init__(self, text: Text) -> None:
        # The closing sign lets the root be read like any item of a list.
        self.text = text.utf8 + b"]"
        self.skipped = text.skipped
        self.form = text.form
        self.depth_max = text.depth_max
        self.nodes_max = text.nodes_max
        self.nodes = 0
        self.names: dict[bytes | None, str] = {None: "item"}

    def root(self) -> Node:
        [node], _ = self._children(0, _ITEM, 0)
        return Node("root", node.value, node.children, node.at, node.kind)

    def _children(self, position: int, pattern: re.Pattern[bytes], depth: int) -> tuple[list[Node], int]:
        """The members or items from `position`, and where the text goes on behind their closing sign."""
        text, skipped, names, form, match = self.text, self.skipped, self.names, self.form, pattern.match
        found: list[Node] = []
        end: bytes | None = b","
        while end == b",":
            part = match(text, position)
            if part is None:
                return found, self._closed(position)
            raw, string, number, word, end, opener = part.groups()
            name = names.get(raw) or self._name(raw)
            position = part.end()
            if opener:
                node, position, end = self._nested(name, opener, position, depth)
            elif string is not None:
                start, stop = part.span(2)
                node = Node(name, _text(string), (), (form, start + skipped, stop + skipped), "text")
            elif number is not None:
                start, stop = part.span(3)
                node = Node(name, number.decode(), (), (form, start + skipped, stop + skipped), "number")
            else:
                start, stop = part.span(4)
                at = (form, start + skipped, stop + skipped)
                node = Node(name, _WORDS[word], (), at, word.decode())
            found.append(node)
        self.nodes += len(found)
        if self.nodes > self.nodes_max:
            raise Unreadable(
                f"it holds over {self.nodes_max} values; send it in parts or raise `nodes_max`",
                cause="json.too_many",
                place=found[-1].place,
            )
        return found, position

    def _nested(self, name: str, opener: bytes, start: int, depth: int) -> tuple[Node, int, bytes]:
        self._bound(start, depth)
        is_object = opener == b"{"
        children, position = self._children(start, _MEMBER if is_object else _ITEM, depth + 1)
        if is_object and len({child.name for child in children}) != len(children):
            raise _duplicate(children)
        at = (self.form, start - 1 + self.skipped, position + self.skipped)
        node = Node(name, None, tuple(children), at, "object" if is_object else "list")
        following = _FOLLOWING.match(self.text, position)
        if following is None:
            raise Broken("well_formed() let through what is no JSON", cause="json.walk")
        return node, following.end(), following[1]

    def _closed(self, position: int) -> int:
        empty = _EMPTY.match(self.text, position)
        if empty is None:
            raise Broken("well_formed() let through what is no JSON", cause="json.walk")
        return empty.end()

    def _name(self, raw: bytes) -> str:
        name = self.names[raw] = _text(raw)
        return name

    def _bound(self, start: int, depth: int) -> None:
        if depth >= self.depth_max:
            raise Unreadable(
                f"it is nested over {self.depth_max} deep; flatten it or raise `depth_max`",
                cause="json.too_deep",
                place=self.form % (start - 1 + self.skipped, start + self.skipped),
            )


def _text(raw: bytes) -> str:
    if b"\\" in raw:
        return str(msgspec.json.decode(b'"%b"' % raw, type=str))
    return raw.decode()


def _duplicate(children: list[Node]) -> Unreadable:
    seen: dict[str, Node] = {}
    for child in children:
        first = seen.setdefault(child.name, child)
        if first is not child:
            return Unreadable(
                f"the key {child.name!r} stands twice in one object, at {first.place} and {child.place}; "
                "send each key once",
                cause="json.duplicate_key",
                place=child.place,
            )
    raise AssertionError("called without a duplicate")
