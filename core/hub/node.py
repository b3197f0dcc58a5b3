"""The one tree every reader makes and every mapping reads: name, value, children, place."""

from __future__ import annotations

from typing import Protocol

import msgspec


class Node(msgspec.Struct, frozen=True, gc=False):
    """One element, field, cell, segment or row of what arrived.

    name: local name (XML without namespace prefix; attributes as "@name"; JSON key; CSV column; list items "item").
    value: the text exactly as written (numbers not turned into numbers), or None where there is no text (null,
           an object, an element with only children).
    children: in document order; repeated names stay repeated.
    place: where it stands in the original for a person: "line 3 column 5", "bytes 120-134", "row 4 column qty",
           "/Order/ID[1]"; readers choose the form, mappings only hand it on.
    kind: "text", "number", "true", "false", "null", "object", "list" or "" where the format does not tell.
    """

    name: str
    value: str | None = None
    children: tuple[Node, ...] = ()
    place: str = ""
    kind: str = ""
    namespace: str = ""


class Reader(Protocol):
    """A wire format: bytes in, one tree out."""

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        """Raises Unreadable naming the place; bounded in size, depth and count."""
        ...
