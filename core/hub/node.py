"""The one tree every reader makes and every mapping reads: name, value, children, place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

import msgspec

# A place as text, or as a template (or anything with %) and its parts, made text only when asked for:
# ("row %d column %s", 4, "qty").
At = str | tuple[Any, ...]


class Node(msgspec.Struct, frozen=True, gc=False):
    """One element, field, cell, segment or row of what arrived.

    name: local name: of an XML element without prefix, "@name" of an attribute, JSON key, CSV column, "item".
    value: the text exactly as written (numbers too), or None where there is no text: null,
        an object, an element with only children.
    children: in document order; repeated names stay repeated.
    at: where it stands in the original; `place` is the same for a person. Readers choose the form, mappings
        only hand it on: "line 3 column 5", "bytes 120-134", "row 4 column qty", "/Order/ID[1] line 2".
    kind: "text", "number", "true", "false", "null", "object", "list", "flag", "fault", or "" where a format
        does not tell. A "flag" says what its reader let pass, its child "@cause" the cause. A "fault" is a
        unit that could not be read (a ragged row): its value says why. A value that could not be read (an
        error in a cell) is a "fault" without text, whose child "@why" says it, "@cause" of what kind it is.
    """

    name: str
    value: str | None = None
    children: tuple[Node, ...] = ()
    at: At = ""
    kind: str = ""
    namespace: str = ""

    @property
    def place(self) -> str:
        at = self.at
        return at if isinstance(at, str) else str(at[0] % at[1:])


class Reader(Protocol):
    """A wire format: bytes in, one tree out."""

    @property
    def options(self) -> Collection[str]:
        """The options it knows; any other is refused when a mapping is compiled."""
        ...

    def check(self, options: dict[str, str]) -> None:
        """Raises Unreadable for an option whose value makes no sense, when a mapping is compiled."""
        ...

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        """Raises Unreadable naming the place; bounded in size, depth and count."""
        ...


class Writer(Protocol):
    """A wire format: one tree in, bytes out."""

    @property
    def options(self) -> Collection[str]:
        """The options it knows; any other is refused when a mapping is compiled."""
        ...

    def check(self, options: dict[str, str]) -> None:
        """Raises Unreadable for an option whose value makes no sense, when a mapping is compiled."""
        ...

    def write(self, tree: Node, options: dict[str, str]) -> bytes:
        """Raises Unreadable for a tree this format cannot hold."""
        ...
