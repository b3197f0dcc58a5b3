"""Paths, how a mapping names what it reads: Line/Price, @id, *, Line[2], /Header/ID, $head/no, 'odd/name'."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.hub.mapping.descents import are_plain, children_of_variable, descend, descent
from core.hub.mapping.scope import Scope, Unfit, items
from core.hub.node import Node
from core.hub.rows import NotPlain

All = Callable[[Scope], Sequence[Node]]
One = Callable[[Scope], Node | None]
LENGTH_MAX = 300
STEPS_MAX = 20
_STEP = re.compile(
    r"(?:'(?P<quoted>[^']+)'|(?P<name>[^/\[\]$']+))(?:\[(?P<nth>[1-9][0-9]{0,5}|last)\])?(?:/|$)"
)
_VARIABLE = re.compile(r"\$(\w+)(?:/|$)")


class Step(NamedTuple):
    """A child's name ("*": any but attributes) and which of them: 0 all, 1 the first, -1 the last."""

    name: str
    nth: int = 0


class Path(NamedTuple):
    """start: "" for here, "/" for the root, else the name of a variable."""

    start: str
    steps: tuple[Step, ...]
    text: str

    @property
    def is_child(self) -> bool:
        """Whether it is the name of a child and nothing more."""
        return not self.start and len(self.steps) == 1 and not self.steps[0].nth and self.steps[0].name != "*"


def parse(text: str) -> Path:
    """Unfit if it is no path."""
    if not text or len(text) > LENGTH_MAX:
        raise Unfit("path", f"a path of 1 to {LENGTH_MAX} characters")
    start, position = "", 0
    variable = _VARIABLE.match(text)
    if variable:
        start, position = variable[1], variable.end()
    elif text[0] == "/":
        start, position = "/", 1
    if text == ".":
        return Path("", (), text)
    steps: list[Step] = []
    while position < len(text):
        part = _STEP.match(text, position)
        if part is None or len(steps) == STEPS_MAX:
            raise Unfit("path", f"a path such as Line/Price, @id, *, Line[2] or 'odd/name', not {text!r}")
        nth = {None: "0", "last": "-1"}.get(part["nth"], part["nth"])
        steps.append(Step(part["quoted"] or part["name"], int(nth or 0)))
        position = part.end()
    if text.endswith("/") and steps:
        raise Unfit("path", f"a path that does not end with /, as {text!r} does")
    return Path(start, tuple(steps), text)


def find_all(path: Path) -> All:
    """All nodes the path leads to, in document order; lists are opened."""
    steps = path.steps
    if path.start == "" and steps and not steps[0].nth and steps[0].name != "*":
        return _from_index(steps[0].name, steps[1:])
    if path.start not in {"", "/"} and len(steps) == 1 and are_plain(steps) and not steps[0].nth:
        return children_of_variable(path.start, steps[0].name)
    begin = _start(path.start)

    def select(scope: Scope) -> Sequence[Node]:
        return _walk(begin(scope), steps)

    return select


def find_one(path: Path) -> One:
    """The one node the path leads to, or None; Unfit where there are several that differ."""
    every = find_all(path)
    if path.is_child:
        return _child(path.steps[0].name)

    def select(scope: Scope) -> Node | None:
        found = every(scope)
        if len(found) == 1:
            return found[0]
        return only(found) if found else None

    return descent(path.start, path.steps, select) if _may_be_short(path) else select


def _may_be_short(path: Path) -> bool:
    return path.start != "/" and bool(path.steps) and are_plain(path.steps)


def find_empty(path: Path) -> Callable[[Scope], bool]:
    """Whether the path leads to a list that was sent with nothing in it ([]), and to nothing else."""
    begin, steps = _start(path.start), path.steps

    def is_empty(scope: Scope) -> bool:
        if not steps:
            return _is_empty([scope.run.root if path.start == "/" else scope.node])
        above = _walk(begin(scope), steps[:-1])
        name = steps[-1].name
        return bool(above) and all(_is_empty([c for c in node.children if c.name == name]) for node in above)

    return is_empty


def _is_empty(found: Sequence[Node]) -> bool:
    return bool(found) and all(node.kind == "list" and not node.children for node in found)


def only(found: Sequence[Node]) -> Node:
    """The first, if all say the same."""
    first = found[0]
    for node in found:
        if not _same(first, node):
            raise Several(first, node, len(found))
    return first


def _same(one: Node, other: Node) -> bool:
    """Whether two nodes say the same, wherever they stand."""
    return (
        one.value == other.value
        and len(one.children) == len(other.children)
        and all(
            left.name == right.name and _same(left, right)
            for left, right in zip(one.children, other.children, strict=True)
        )
    )


class Several(Unfit):
    """A path that should lead to one value leads to several."""

    def __init__(self, first: Node, other: Node, count: int) -> None:
        super().__init__(
            "several",
            f"one value, and there are {count} that differ (at {first.place} and {other.place}); "
            "write [1] for the first, or read them with `each`",
        )


def _child(name: str) -> One:
    def select(scope: Scope) -> Node | None:
        found = scope.index.get(name)
        if found is None:
            return None
        if found.kind != "list":
            return found
        nodes = items(found.children)
        return only(nodes) if nodes else None

    return select


def _from_index(name: str, steps: tuple[Step, ...]) -> All:
    def select(scope: Scope) -> Sequence[Node]:
        found = scope.index.get(name)
        if found is None:
            return ()
        nodes = items((found,)) if found.kind == "list" else (found,)
        return _walk(nodes, steps) if steps else nodes

    def shortly(scope: Scope) -> Sequence[Node]:
        found = scope.index.get(name)
        if found is None:
            return ()
        if found.kind != "list":
            try:
                below = descend(found, steps)
                return () if below is None else (below,)
            except NotPlain:
                pass
        return select(scope)

    return shortly if steps and are_plain(steps) else select


def _start(start: str) -> All:
    if start == "":
        return lambda scope: items([scope.node])
    if start == "/":
        return lambda scope: items([scope.run.root])

    def variable(scope: Scope) -> Sequence[Node]:
        found: Node | None = scope.names.get(start)
        if found is None:
            return ()
        return items((found,)) if found.kind == "list" else (found,)

    return variable


def _walk(nodes: Sequence[Node], steps: tuple[Step, ...]) -> Sequence[Node]:
    for name, nth in steps:
        found: list[Node] = []
        for node in nodes:
            if name == "*":
                here = [child for child in node.children if child.name[:1] != "@"]
            else:
                here = [child for child in node.children if child.name == name]
            # Most of what is looked for is not there.
            if not here:
                continue
            here = items(here)
            if not nth:
                found.extend(here)
            elif len(here) >= nth:
                found.extend(here[-1:] if nth == -1 else here[nth - 1 : nth])
        nodes = found
    return nodes
