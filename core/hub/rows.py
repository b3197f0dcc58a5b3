"""Rows of a table as nodes: the cells as their reader found them, each a node only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from core.hub.node import At, Node

# What stands in a row under some names, in their order: texts, None where there is nothing.
Texts = Sequence[str | None]
_PICKS_MAX = 1_000


class NotPlain(Exception):
    """A cell is more than a text or nothing (a fault): its node has to be looked at."""


class Wanted:
    """The names under which somebody looks into many rows; one object for each who looks."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)


class Columns:
    """What the rows of one table have in common: the names of their cells, and how rows and cells are placed.

    places: of each column its name and the template of a cell's place, which takes the row's number.
    """

    def __init__(self, places: Sequence[tuple[str, str]], row_place: str) -> None:
        self.places = tuple(places)
        self.row_place = row_place
        self.names = tuple(name for name, _ in places)
        # By who looks, how it finds its texts among the cells.
        self.picks: dict[Wanted, Callable[[Sequence[Any]], Texts]] = {}

    def cell(self, name: str, said: Any, at: At) -> Node:
        """The node of one cell."""
        return Node(name, said, (), at)

    def nodes(self, number: int, cells: Sequence[Any]) -> tuple[Node, ...]:
        return tuple([
            self.cell(name, said, (place, number))
            for (name, place), said in zip(self.places, cells, strict=True)
        ])  # fmt: skip

    def children(self, row: Row) -> tuple[Node, ...]:
        return self.nodes(row.number, row.cells)

    def at(self, row: Row) -> At:
        return self.row_place, row.number

    def pick(self, wanted: Wanted) -> Callable[[Sequence[Any]], Texts]:
        """From cells to what those of these names say; NotPlain where one is more than a text."""
        pick = self.picks.get(wanted)
        if pick is None:
            pick = self._picking(wanted)
            if len(self.picks) < _PICKS_MAX:
                self.picks[wanted] = pick
        return pick

    def _picking(self, wanted: Wanted) -> Callable[[Sequence[Any]], Texts]:
        """Columns by their positions; one that is not there is read from behind the last."""
        if any(self.names.count(name) > 1 for name in wanted.names):
            return _not_plain
        positions = [self.names.index(name) if name in self.names else -1 for name in wanted.names]
        if len(positions) == 1:
            [only] = positions
            return self.plainly(lambda cells: (cells[only] if only >= 0 else None,))
        if -1 not in positions:
            return self.plainly(itemgetter(*positions))
        some = itemgetter(*positions)
        return self.plainly(lambda cells: some([*cells, None]))

    def plainly(self, pick: Callable[[Sequence[Any]], Sequence[Any]]) -> Callable[[Any], Texts]:
        """From cells as they are kept to what they say; where they are kept as texts it is the same."""
        return pick


def _not_plain(_cells: object) -> Texts:
    """Two columns of one name are told apart by the nodes."""
    raise NotPlain


class Row(Node, frozen=True, gc=False, eq=False):
    """A row or record: a node like any other, whose children are made when they are asked for."""

    columns: Columns = Columns((), "row %d")
    number: int = 0
    cells: Sequence[Any] = ()
    made: tuple[Node, ...] | None = None

    @property  # type: ignore[misc]
    def children(self) -> tuple[Node, ...]:
        made = self.made
        if made is None:
            made = self.columns.children(self)
            # Asked again it gives the same nodes: who blanks secrets tells nodes apart.
            msgspec.structs.force_setattr(self, "made", made)
        return made

    @property  # type: ignore[misc]
    def at(self) -> At:
        return self.columns.at(self)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, in the same places; the other may be a node of another make."""
        return isinstance(other, Node) and _said(self) == _said(other)

    def __hash__(self) -> int:
        return hash((self.name, self.at))


def _said(node: Node) -> tuple[object, ...]:
    return node.name, node.value, node.children, node.at, node.kind, node.namespace


def texts_in(row: Row, wanted: Wanted) -> Texts:
    """What a row says under some names; NotPlain where it is more than a text."""
    columns = row.columns
    return (columns.picks.get(wanted) or columns.pick(wanted))(row.cells)


def row_of(columns: Columns, number: int, cells: Sequence[Any]) -> Row:
    """A row of a table."""
    return Row("row", None, (), "", "", "", columns, number, cells)
