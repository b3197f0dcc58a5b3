"""Where a mapping stands while it reads: a node, what is known by name, and the run it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.hub.mapping.model import Facts, Problem
from core.hub.node import Node
from core.kernel.errors import Unreadable

_TOUCHED_SHOWN = 8
FAULTS_MAX = 100


class Unfit(Exception):
    """A value that does not fit: `reason` begins its cause, the text says what was expected."""

    def __init__(self, reason: str, expected: str) -> None:
        super().__init__(expected)
        self.reason = reason
        self.expected = expected


class Run:
    """One reading of one tree. In trace, `sources` gathers where each canonical field came from.

    faults: where it is asked for all that is wrong, what was found so far; None = the first one ends it.
    """

    __slots__ = (
        "facts",
        "faults",
        "flags",
        "prefix",
        "refused",
        "root",
        "sources",
        "touched",
        "unread",
        "values",
    )

    def __init__(self, root: Node, facts: Facts) -> None:
        self.root = root
        self.facts = facts
        self.flags: list[Problem] = []
        # Units that no reader could read, each told once however many rules go through them.
        self.unread: set[int] = set()
        # Units that were left out, where the mapping lets the others go on.
        self.refused: list[Problem] | None = None
        self.faults: list[Unreadable] | None = None
        self.sources: dict[str, str] = {}
        self.prefix = ""
        self.touched: list[str] = []
        # Where the values known by name were read, so that using one names its source.
        self.values: dict[str, list[str]] = {}

    @property
    def known(self) -> int:
        """How many faults were found so far."""
        return len(self.faults) if self.faults is not None else 0

    def add_fault(self, error: Unreadable, known: int) -> None:
        """Keeps it, unless it follows from one found since `known` was asked; raises where one ends all."""
        if self.faults is None:
            raise error
        if len(self.faults) == known and known < FAULTS_MAX:
            self.faults.append(error)

    def touched_places(self) -> str:
        places = list(dict.fromkeys(place for place in self.touched if place))
        more = len(places) - _TOUCHED_SHOWN
        return "; ".join(places[:_TOUCHED_SHOWN]) + (f"; and {more} more" if more > 0 else "")


class Scope:
    """A node as a mapping sees it: children by name (`index`), and variables."""

    __slots__ = ("index", "names", "node", "run")
    index: dict[str, Node]

    def __init__(self, node: Node, names: dict[str, Any], run: Run) -> None:
        self.node = node
        self.names = names
        self.run = run

    def __getattr__(self, name: str) -> dict[str, Node]:
        """The index, made when it is first asked for: many a node is only looked at, or read as a row."""
        if name != "index":
            raise AttributeError(name)
        node = self.node
        children = node.children
        index = {child.name: child for child in children}
        if len(index) != len(children) or node.kind == "list":
            index = _with_repeats(node)
        self.index = index
        return index


def no_fault(node: Node) -> None:
    """Unfit for a value that its reader could not read (an error in a cell): it is not the same as none."""
    if node.kind == "fault":
        said = {child.name: child.value for child in node.children}
        raise Unfit(said.get("@cause") or "fault", f"a value, and {said.get('@why') or 'it has none'}")


def items(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with every list replaced by what it holds: a list is as if its name were repeated."""
    found: list[Node] = []
    for node in nodes:
        if node.kind == "list":
            found += items(node.children)
        else:
            found.append(node)
    return found


def together(nodes: Sequence[Node]) -> Node:
    """Several nodes as one list."""
    return nodes[0] if len(nodes) == 1 else Node(nodes[0].name, None, tuple(nodes), nodes[0].at, "list")


def _with_repeats(node: Node) -> dict[str, Node]:
    """Children by name, several of one name as a list; of a list, those of its items."""
    children = node.children
    if node.kind == "list" and children and children[0].name == "item":
        children = tuple(child for item in items(children) for child in item.children)
    index: dict[str, list[Node]] = {}
    for child in children:
        index.setdefault(child.name, []).append(child)
    return {name: together(nodes) for name, nodes in index.items()}
