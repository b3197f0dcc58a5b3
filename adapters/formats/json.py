"""JSON to a tree: msgspec judges what is JSON; numbers stay as written, places are found when asked for."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

import msgspec

from adapters.formats.encoding import OPTIONS, limit, marked, text_of
from adapters.formats.encoding import check as check_encoding
from adapters.formats.json_walk import Places, Text, walked
from adapters.formats.json_writer import JsonWriter
from core.hub.node import Node
from core.kernel.errors import Unreadable

DEPTH_MAX = 64
NODES_MAX = 2_000_000
_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)


class JsonReader:
    """Lists hold children named "item"; the root is named "root"; a place is a half-open range of bytes."""

    options = OPTIONS | {"bytes_max", "depth_max", "nodes_max"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "json")
        _text(b"", b"", options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        said = text_of(payload, options, "json")
        utf8 = said.encode("utf-8", "surrogatepass")
        well_formed(utf8)
        text = _text(payload, utf8, options)
        return tree_of(text, said, Places(text))


READER = JsonReader()
WRITER = JsonWriter()


def tree_of(text: Text, said: str, places: Places) -> Node:
    """The tree of what is well-formed; `said` is the same text, `places` tells where its values stand."""
    try:
        return _builder().tree(text, said, places)
    except _Doubtful:
        # The slow way says what is wrong, and where.
        return walked(text)


def well_formed(text: bytes) -> None:
    """Unreadable with cause `json.malformed` unless it is JSON in UTF-8; what it means is judged after."""
    try:
        text.decode("utf-8")
        msgspec.json.decode(text, type=msgspec.Raw)
    except RecursionError as error:
        at = _deep_at(text)
        raise Unreadable(
            f"it is nested too deep to be read, over {DEPTH_MAX} deep from byte {at} on; flatten it",
            cause="json.too_deep",
            place=f"bytes {at}-{at + 1}",
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else _offset(str(error), len(text))
        line = text.count(b"\n", 0, at) + 1
        raise Unreadable(
            f"it is no JSON: {error} (line {line}); send well-formed JSON in UTF-8",
            cause="json.malformed",
            place=f"bytes {at}-{at + 1}",
        ) from error


def _deep_at(text: bytes) -> int:
    """The byte of the first bracket that is deeper than a text may be; strings hold no brackets."""
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > DEPTH_MAX:
            return found.start()
    return 0


def _offset(said: str, size: int) -> int:
    found = re.search(r"byte (\d+)", said)
    # Of what follows the end msgspec names the byte after.
    return int(found[1]) - ("trailing" in said) if found else size


def _text(payload: bytes, utf8: bytes, options: dict[str, str]) -> Text:
    as_sent = marked(payload) in {"", "utf-8"} and payload.endswith(utf8)
    return Text(
        utf8,
        len(payload) - len(utf8) if as_sent else 0,
        "bytes %d-%d" if as_sent else "bytes %d-%d of it as utf-8",
        limit(options, "depth_max", DEPTH_MAX),
        limit(options, "nodes_max", NODES_MAX),
    )


class _Doubtful(Exception):
    """A doubled key, or over a limit."""


def _number(text: str) -> tuple[str]:
    """A number as written, told from a text by its type."""
    return (text,)


class _Object:
    """What an object holds, until its own name is known."""

    __slots__ = ("children", "depth")

    def __init__(self, children: tuple[Node, ...], depth: int) -> None:
        self.children = children
        self.depth = depth


_WORDS: dict[object, str | None] = {True: "true", False: "false", None: None}


class _Builder:
    """The tree in the order in which objects close; each node's place is its number in that order.

    One text after another: making a decoder costs more than reading a small document with it.
    """

    text: Text
    places: Places
    count: int

    def __init__(self) -> None:
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=_number, parse_float=_number, strict=True
        )

    def tree(self, text: Text, said: str, places: Places) -> Node:
        self.text, self.places, self.count = text, places, 0
        try:
            node, depth = self._node("root", self._decoder.decode(said))
            self._bound(depth)
        except RecursionError:
            raise _Doubtful from None
        finally:
            # A large document is not kept until this thread reads its next one.
            del self.text, self.places
        return node

    def _object(self, pairs: list[tuple[str, Any]]) -> _Object:
        if len(dict(pairs)) != len(pairs):
            raise _Doubtful
        places, depth = self.places, 0
        children: list[Node] = []
        for name, value in pairs:
            if value.__class__ is str:
                children.append(Node(name, value, (), (places, self.count), "text"))
                self.count += 1
            elif value.__class__ is tuple:
                children.append(Node(name, value[0], (), (places, self.count), "number"))
                self.count += 1
            else:
                node, below = self._node(name, value)
                depth = max(depth, below)
                children.append(node)
        self._bound(depth + 1)
        return _Object(tuple(children), depth + 1)

    def _node(self, name: str, value: Any) -> tuple[Node, int]:
        """The node of a value, and how deep it is."""
        depth = 0
        items: list[Node] = []
        if isinstance(value, list):
            for each in value:
                item, below = self._node("item", each)
                depth = max(depth, below)
                items.append(item)
            node = Node(name, None, tuple(items), (self.places, self.count), "list")
            depth += 1
        elif isinstance(value, _Object):
            node = Node(name, None, value.children, (self.places, self.count), "object")
            depth = value.depth
        elif isinstance(value, tuple):
            node = Node(name, value[0], (), (self.places, self.count), "number")
        elif isinstance(value, str):
            node = Node(name, value, (), (self.places, self.count), "text")
        else:
            word = _WORDS[value]
            node = Node(name, word, (), (self.places, self.count), word or "null")
        self.count += 1
        return node, depth

    def _bound(self, depth: int) -> None:
        if depth > self.text.depth_max or self.count > self.text.nodes_max:
            raise _Doubtful


_BUILDERS = threading.local()


def _builder() -> _Builder:
    """This thread's own."""
    if not hasattr(_BUILDERS, "one"):
        _BUILDERS.one = _Builder()
    builder: _Builder = _BUILDERS.one
    return builder
