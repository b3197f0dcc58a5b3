"""pick: of several nodes the one for which a condition holds, and what stands below it."""

from __future__ import annotations

from collections.abc import Callable

from core.hub.mapping import paths
from core.hub.mapping.descents import Steps, are_plain, descend
from core.hub.mapping.level import Level
from core.hub.mapping.paths import All, only
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.sparse import Needs, needs_of_path
from core.hub.node import Node
from core.hub.rows import NotPlain

Pick = Callable[[Scope], Node | None]
# Where below a node a text must stand, and which texts may.
Test = tuple[Steps, frozenset[str]]


def compile_pick(node: Node, level: Level) -> tuple[Pick, Needs]:
    """Of the nodes at `from`, the one for which `where` holds; of it, what stands at `take`."""
    sheet = Sheet(node, {"from", "where", "take", "first"}, level.kit.faults)
    if "from" not in sheet or "where" not in sheet:
        sheet.faults.add(node, "pick needs `from` and `where`: {from: RFF, where: {code: ON}, take: number}")
        return lambda _scope: None, None
    text = sheet.text("from")
    path = level.path(sheet.words["from"], text)
    base, needs = level.full(path), needs_of_path(path)
    select = level.all(sheet.words["from"], text)
    inner = level.inner(level.label, base, level.variables)
    where = inner.condition(sheet.words["where"])
    take = inner.all(sheet.get("take") or node, sheet.text("take", "."))
    tracing, first = level.kit.tracing, sheet.flag("first")

    def pick(scope: Scope) -> Node | None:
        here = [Scope(found, scope.names, scope.run) for found in select(scope)]
        chosen = [each for each in here if where(each)]
        if tracing:
            scope.run.touched.clear()
        taken = [node for each in chosen for node in take(each)]
        return (taken[0] if first else only(taken)) if taken else None

    tests, below = _tests(sheet.words["where"]), _plain_steps(sheet.text("take", "."))
    if tracing or tests is None or below is None:
        return pick, needs
    if needs is not None and are_plain(path.steps) and not path.steps[0].nth and len(tests) == 1:
        return _by_one_test(path.steps, tests[0], below, first, pick), needs
    return _shortly(select, tests, below, first, pick), needs


def _shortly(select: All, tests: list[Test], below: Steps, first: bool, slowly: Pick) -> Pick:
    """The same without a scope for each node, where what is looked at and taken is one node at most."""

    def pick(scope: Scope) -> Node | None:
        found = select(scope)
        try:
            if len(found) == 1:
                return descend(found[0], below) if _holds(found[0], tests) else None
            chosen = [node for node in found if _holds(node, tests)]
            taken = [node for each in chosen if (node := descend(each, below)) is not None]
        except NotPlain:
            return slowly(scope)
        return (taken[0] if first else only(taken)) if taken else None

    return pick


def _by_one_test(path: Steps, test: Test, below: Steps, first: bool, slowly: Pick) -> Pick:
    """The same among children of one name, or one node of each: so is a segment with a qualifier picked."""
    name, rest = path[0][0], path[1:]
    steps, wanted = test

    def pick(scope: Scope) -> Node | None:
        found = scope.index.get(name)
        if found is None:
            return None
        taken: list[Node] = []
        try:
            for node in found.children if found.kind == "list" else (found,):
                if node.kind == "list":
                    return slowly(scope)
                here = descend(node, rest) if rest else node
                if here is None:
                    continue
                said = descend(here, steps)
                text = "" if said is None else said.value
                if text is None:
                    # It may be a value that could not be read.
                    return slowly(scope)
                if text.strip() in wanted and (chosen := descend(here, below)) is not None:
                    taken.append(chosen)
        except NotPlain:
            return slowly(scope)
        return (taken[0] if first else only(taken)) if taken else None

    return pick


def _holds(node: Node, tests: list[Test]) -> bool:
    for steps, wanted in tests:
        found = descend(node, steps)
        if found is None:
            text = ""
        elif found.value is None:
            # It may be a value that could not be read.
            raise NotPlain
        else:
            text = found.value.strip()
        if text not in wanted:
            return False
    return True


def _tests(node: Node) -> list[Test] | None:
    """The tests of a condition that is an object of plain paths and texts; None if it is another."""
    if node.kind != "object":
        return None
    found: list[Test] = []
    for child in node.children:
        steps = _plain_steps(child.name)
        if steps is None:
            return None
        wanted = child.children if child.kind == "list" else (child,)
        found.append((steps, frozenset(each.value or "" for each in wanted)))
    return found


def _plain_steps(text: str) -> Steps | None:
    try:
        path = paths.parse(text)
    except Unfit:
        return None
    return None if path.start or not are_plain(path.steps) else path.steps
