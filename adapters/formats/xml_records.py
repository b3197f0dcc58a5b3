"""Elements of which there are many, with nothing in them but texts: read as rows of a table are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree

from core.hub.node import At, Node
from core.hub.rows import Columns, Row, Texts


class Fields(Columns):
    """What records of the same fields have in common.

    The cells of such a row are the texts of its children, its element, which tells their lines when they are
    asked for, and the path above it.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        self._names = [names(tag) for tag in tags]
        super().__init__([(local, "") for _, local in self._names], "")

    def children(self, row: Row) -> tuple[Node, ...]:
        _, element, above = row.cells
        here = f"{above}/{row.name}[{row.number}]"
        counts: dict[str, int] = {}
        found: list[Node] = []
        for child, (namespace, name) in zip(element, self._names, strict=True):
            tag = str(child.tag)
            counts[tag] = nth = counts.get(tag, 0) + 1
            at = ("%s/%s[%d] line %d", here, name, nth, child.sourceline or 0)
            found.append(Node(name, child.text, (), at, "", namespace))
        return tuple(found)

    def at(self, row: Row) -> At:
        _, element, above = row.cells
        return "%s/%s[%d] line %d", above, row.name, row.number, element.sourceline or 0

    def plainly(self, pick: Callable[[Sequence[Any]], Sequence[Any]]) -> Callable[[Any], Texts]:
        return lambda cells: pick(cells[0])


class Records:
    """The records of one document."""

    def __init__(self) -> None:
        self._tags: list[Any] = []
        self._fields: Fields | None = None

    def record(self, element: etree._Element, tag: str, above: str, nth: int) -> Row | None:
        """The element as a record; None if there is more to it than the texts of its children."""
        tags: list[Any] = []
        texts: list[str | None] = []
        for child in element:
            tail = child.tail
            if len(child) or child.keys() or (tail and not tail.isspace()):
                return None
            tags.append(child.tag)
            texts.append(child.text)
        text = element.text
        if not tags or element.keys() or (text and not text.isspace()):
            return None
        if self._fields is None or tags != self._tags:
            self._tags, self._fields = tags, Fields(tags)
        namespace, name = names(tag)
        return Row(name, None, (), "", "", namespace, self._fields, nth, (texts, element, above))


@lru_cache(maxsize=10_000)
def names(tag: str) -> tuple[str, str]:
    """Namespace and local name."""
    namespace, _, name = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    return namespace, name
