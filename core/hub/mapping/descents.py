"""The short way down a path: where each step finds one node at most, as it does nearly always."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.hub.mapping.scope import Scope, items
from core.hub.node import Node
from core.hub.rows import NotPlain, Row, Wanted, texts_in

# Names of children, one below the other, each with which of them is meant: 0 the only one, 1 the first.
Steps = Sequence[tuple[str, int]]
One = Callable[[Scope], Node | None]


def are_plain(steps: Steps) -> bool:
    """Whether each is the name of a child, or of the first of several."""
    return all(name != "*" and nth in {0, 1} for name, nth in steps)


def descend(node: Node, steps: Steps) -> Node | None:
    """The one node there, None if there is none; NotPlain where there may be several."""
    for name, nth in steps:
        found = None
        for child in node.children:
            if child.name == name:
                if found is not None:
                    raise NotPlain
                found = child
                if nth:
                    break
        if found is None:
            return None
        if found.kind == "list":
            raise NotPlain
        node = found
    return node


def descent(start: str, steps: Steps, slowly: One) -> One:
    """The one node below the scope's (start ""), or below the variable's; `slowly` finds one of several."""
    (first, nth), rest = steps[0], steps[1:]
    column = Wanted([rest[0][0]]) if len(rest) == 1 else None

    def from_here(scope: Scope) -> Node | None:
        found = scope.index.get(first)
        if found is None:
            return None
        if found.kind == "list":
            several = found.children
            agreed = column is not None and not nth and _say_the_same(several, column)
            if not agreed and (not nth or not several or several[0].kind == "list"):
                return slowly(scope)
            found = several[0]
        try:
            return descend(found, rest)
        except NotPlain:
            return slowly(scope)

    def from_variable(scope: Scope) -> Node | None:
        found: Node | None = scope.names.get(start)
        if found is None:
            return None
        if found.kind == "list":
            return slowly(scope)
        try:
            return descend(found, steps)
        except NotPlain:
            return slowly(scope)

    return from_variable if start else from_here


def _say_the_same(rows: Sequence[Node], column: Wanted) -> bool:
    """Whether they are rows of a table, and all of them say the same in one column."""
    said = None
    try:
        for row in rows:
            if not isinstance(row, Row):
                return False
            text = texts_in(row, column)[0]
            if said is None:
                said = text
            if text is None or text != said:
                return False
    except NotPlain:
        return False
    return said is not None


def children_of_variable(start: str, name: str) -> Callable[[Scope], Sequence[Node]]:
    """All children of that name of what a variable holds."""

    def select(scope: Scope) -> Sequence[Node]:
        found: Node | None = scope.names.get(start)
        if found is None:
            return ()
        if found.kind == "list":
            return items([child for node in items((found,)) for child in node.children if child.name == name])
        here = [child for child in found.children if child.name == name]
        return items(here) if here else here

    return select
