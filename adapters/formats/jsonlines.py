"""JSON lines, one JSON text a line, and JSON sequences (RFC 7464) to a tree of lines."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.formats.encoding import OPTIONS, limit, text_of
from adapters.formats.encoding import check as check_encoding
from adapters.formats.json import DEPTH_MAX, NODES_MAX, tree_of, well_formed
from adapters.formats.json_walk import LinePlaces, Text
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

ROWS_MAX = 2_000_000
_BEGIN = "\x1e"
# What a whole text of a sequence ends with: a line feed, or by itself (a number alone may have been cut).
_WHOLE = ("}", "]", '"', "\n")


class JsonLinesReader:
    """The root "lines" holds a child "line" for each text; blank lines are counted and passed over.

    bad_lines: a line that cannot be read refuses the whole, or becomes a fault of its own (`mark`).
    """

    options = OPTIONS | {"bytes_max", "depth_max", "nodes_max", "rows_max", "bad_lines"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "jsonlines")
        _Lines(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        said = text_of(payload, options, "jsonlines")
        return Node("lines", None, tuple(_Lines(options).nodes(said)), "line 1")


READER = JsonLinesReader()


class _Lines:
    """One reading of one file."""

    def __init__(self, options: dict[str, str]) -> None:
        self.depth_max = limit(options, "depth_max", DEPTH_MAX)
        self.nodes_left = limit(options, "nodes_max", NODES_MAX)
        self.rows_max = limit(options, "rows_max", ROWS_MAX)
        self.marks = choice(options, "bad_lines", ("refuse", "mark")) == "mark"

    def nodes(self, said: str) -> Iterator[Node]:
        for count, (line, text) in enumerate(_texts(said), 1):
            if count > self.rows_max:
                raise Unreadable(
                    f"line {line} is over the limit of {self.rows_max} texts; send it in parts",
                    cause="jsonlines.too_many",
                    place=f"line {line}",
                )
            try:
                yield self._node(line, text)
            except Unreadable as error:
                if not self.marks or error.cause == "jsonlines.too_many":
                    raise
                yield Node("line", error.text, (), ("line %d", line), "fault")

    def _node(self, line: int, said: str) -> Node:
        utf8 = said.encode("utf-8", "surrogatepass")
        text = Text(utf8, 0, f"line {line} bytes %d-%d", self.depth_max, max(self.nodes_left, 1))
        try:
            well_formed(utf8)
            root = tree_of(text, said, LinePlaces(text, line))
        except Unreadable as error:
            raise _of_line(error, line) from error
        # The number of a root is that of the nodes before it.
        self.nodes_left -= root.at[1] + 1 if isinstance(root.at, tuple) else 1
        return Node("line", root.value, root.children, root.at, root.kind)


def _texts(said: str) -> Iterator[tuple[int, str]]:
    """Each text that is not blank with the line it begins on."""
    if said.startswith(_BEGIN):
        yield from _sequence(said)
        return
    # Only line feeds part the texts: U+2028 and its kind may stand inside one.
    for line, text in enumerate(said.split("\n"), 1):
        if text.strip(" \t\r"):
            yield line, text


def _sequence(said: str) -> Iterator[tuple[int, str]]:
    line = 1
    for text in said[1:].split(_BEGIN):
        if text.strip():
            if not text.endswith(_WHOLE):
                raise Unreadable(
                    f"the text that begins on line {line} was cut; send the sequence whole",
                    cause="jsonlines.cut",
                    place=f"line {line}",
                )
            yield line, text
        line += text.count("\n")


def _of_line(error: Unreadable, line: int) -> Unreadable:
    place = error.place if error.place.startswith("line ") else f"line {line} {error.place}"
    text = error.text if f"line {line} " in error.text else f"line {line}: {error.text}"
    return Unreadable(
        text.replace(" (line 1)", ""), cause=f"jsonlines.{error.cause.partition('.')[2]}", place=place
    )
