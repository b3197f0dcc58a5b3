"""A tree to plain text: a line for each `line`, such as an acknowledgement file."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.formats.encoding import bytes_of
from adapters.formats.options import choice
from core.hub.node import Node
from core.kernel.errors import Unreadable

_NEWLINES = {"lf": "\n", "crlf": "\r\n"}


class TextWriter:
    """The root holds `line`s; a value with a line break in it is refused."""

    options = frozenset({"encoding", "newline"})

    def check(self, options: dict[str, str]) -> None:
        choice(options, "newline", tuple(_NEWLINES))
        bytes_of("", {"encoding": options.get("encoding", "utf-8")}, "text")

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        end = _NEWLINES[choice(options, "newline", tuple(_NEWLINES))]
        text = "".join(line + end for line in _lines(tree))
        return bytes_of(text, {"encoding": options.get("encoding", "utf-8")}, "text")


WRITER = TextWriter()


def _lines(node: Node) -> Iterator[str]:
    for child in node.children:
        if child.name != "line":
            raise Unreadable(f"{child.name!r} is no line; name each `line`", cause="text.unwritable")
        for one in child.children if child.kind == "list" else (child,):
            value = one.value or ""
            if "\n" in value or "\r" in value:
                raise Unreadable(
                    f"{value[:40]!r} holds a line break; send it in lines", cause="text.unwritable"
                )
            yield value
