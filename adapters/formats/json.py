"""JSON to a tree: msgspec judges whether it is JSON, then every number is kept as written, with its bytes."""

from __future__ import annotations

import re

import msgspec

from adapters.formats.encoding import OPTIONS, limit, marked, text_of
from adapters.formats.encoding import check as check_encoding
from core.hub.node import Node
from core.kernel.errors import Broken, Unreadable

DEPTH_MAX = 64
NODES_MAX = 2_000_000

_STRING = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_VALUE = rb"(?:(?:" + _STRING + rb"|(-?[0-9][0-9.eE+-]*)|(true|false|null))\s*([,}\]])|([{\[]))"
_MEMBER = re.compile(rb"\s*" + _STRING + rb"\s*:\s*" + _VALUE)
_ITEM = re.compile(rb"\s*(\0)?" + _VALUE)
_EMPTY = re.compile(rb"\s*[}\]]")
_FOLLOWING = re.compile(rb"\s*([,}\]])")
_WORDS = {b"true": "true", b"false": "false", b"null": None}


class JsonReader:
    """Lists hold children named "item"; the root is named "root"; a place is a half-open range of bytes."""

    options = OPTIONS | {"bytes_max", "depth_max", "nodes_max"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "json")
        _Walk(b"", None, options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        text = text_of(payload, options, "json").encode("utf-8", "surrogatepass")
        well_formed(text)
        as_sent = marked(payload) in {"", "utf-8"} and payload.endswith(text)
        return _Walk(text, len(payload) - len(text) if as_sent else None, options).root()


READER = JsonReader()


def well_formed(text: bytes) -> None:
    """Unreadable with cause `json.malformed` unless it is JSON in UTF-8; what it means is judged after."""
    try:
        text.decode("utf-8")
        msgspec.json.decode(text, type=msgspec.Raw)
    except RecursionError as error:
        raise Unreadable("it is nested too deep to be read", cause="json.too_deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else _offset(str(error), len(text))
        line = text.count(b"\n", 0, at) + 1
        raise Unreadable(
            f"it is no JSON: {error} (line {line}); send well-formed JSON in UTF-8",
            cause="json.malformed",
            place=f"bytes {at}-{at + 1}",
        ) from error


def _offset(said: str, size: int) -> int:
    found = re.search(r"byte (\d+)", said)
    return int(found[1]) if found else size


class _Walk:
    """One pass over what is known to be JSON; `skipped` bytes stood before it, None if it was re-encoded."""

    def __init__(self, text: bytes, skipped: int | None, options: dict[str, str]) -> None:
        # The closing sign lets the root be read like any item of a list.
        self.text = text + b"]"
        self.skipped = skipped or 0
        self.form = "bytes %d-%d" if skipped is not None else "bytes %d-%d of it as utf-8"
        self.depth_max = limit(options, "depth_max", DEPTH_MAX)
        self.nodes_max = limit(options, "nodes_max", NODES_MAX)
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
        place = self.form % (start - 1 + self.skipped, start + self.skipped)
        if depth >= self.depth_max:
            raise Unreadable(
                f"it is nested over {self.depth_max} deep; flatten it or raise `depth_max`",
                cause="json.too_deep",
                place=place,
            )
        if self.nodes > self.nodes_max:
            raise Unreadable(
                f"it holds over {self.nodes_max} values; send it in parts or raise `nodes_max`",
                cause="json.too_many",
                place=place,
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
