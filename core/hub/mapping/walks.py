"""Going through what repeats: each, where, carry, group by, begin and end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import takewhile
from typing import Any

from core.hub.mapping.level import Condition, Failing, Level
from core.hub.mapping.model import Problem
from core.hub.mapping.paths import All, One
from core.hub.mapping.querying import Named
from core.hub.mapping.scope import Scope, Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.node import Node
from core.hub.rows import NotPlain, Row, Wanted, texts_in
from core.kernel.errors import Unreadable

WORDS = frozenset({"where", "carry", "group by", "begin", "end", "numbered"})
Walk = Callable[[Scope], Iterable[Scope]]
Unit = tuple[Node, dict[str, Any]]
Groups = Callable[[Iterator[Scope]], Iterator[Unit]]


def compile_walk(sheet: Sheet, word: str, level: Level) -> tuple[Walk, Level]:
    """The scopes one after the other, numbered if it says so, and the level their paths are compiled at."""
    walk, below = _walk_of(sheet, word, level)
    if "numbered" not in sheet:
        return walk, below
    name = sheet.text("numbered")
    if not name.isidentifier():
        sheet.faults.add(sheet.words["numbered"], f"{name!r} is no name; use letters, digits and _")
    below.variables[name] = None

    def numbered(scope: Scope) -> Iterator[Scope]:
        for number, here in enumerate(walk(scope), 1):
            here.names = {**here.names, name: Decimal(number)}
            yield here

    return numbered, below


def _walk_of(sheet: Sheet, word: str, level: Level) -> tuple[Walk, Level]:
    """The same without numbers.

    word: the one that holds the path, or several paths of which one after the other is gone through, `each`
    or `split`; without it the node itself is the only one.
    """
    node = sheet.get(word) or sheet.node
    texts = sheet.texts(word) or ["."]
    base = level.full(level.path(node, texts[0])) if len(texts) == 1 else level.somewhere(node)
    select = _in_turn([level.all(node, text) for text in texts]) if word in sheet else _itself
    rows = level.inner(level.label, base, level.variables)
    carried = _carried(sheet, rows)
    where = rows.condition(sheet.words["where"]) if "where" in sheet else None
    plain = not carried and where is None
    groups = _groups(sheet, rows)
    if groups is None:
        return _plain(select) if plain else _sifted(select, carried, where), rows
    together = rows.inner(level.label, base[:-1] if base else None, rows.variables)
    if plain and isinstance(groups, ByNames):
        return _cut(select, groups), together
    return _grouped(_sifted(select, carried, where), groups), together


def _itself(scope: Scope) -> list[Node]:
    """Without a path the input is one unit, though it be a list."""
    return [scope.node]


def _in_turn(selects: list[All]) -> All:
    """The nodes of several paths, those of the first path first."""
    if len(selects) == 1:
        return selects[0]
    return lambda scope: [node for select in selects for node in select(scope)]


def _plain(select: All) -> Walk:
    def walk(scope: Scope) -> Iterator[Scope]:
        names, run = scope.names, scope.run
        for node in select(scope):
            yield Scope(node, names, run)

    return walk


def _carried(sheet: Sheet, rows: Level) -> list[tuple[str, Condition]]:
    """Records that are not units but are known to all that follow, as $name."""
    carry = sheet.get("carry")
    found: list[tuple[str, Condition]] = []
    if carry is None:
        return found
    if carry.kind != "object":
        sheet.faults.add(carry, "give names and conditions: {head: kind == 'H'}")
        return found
    for child in carry.children:
        found.append((child.name, rows.condition(child)))
    rows.variables.update((name, rows.base) for name, _ in found)
    return found


def _sifted(select: All, carried: list[tuple[str, Condition]], where: Condition | None) -> Walk:
    def walk(scope: Scope) -> Iterator[Scope]:
        names, run = scope.names, scope.run
        for node in select(scope):
            here = Scope(node, names, run)
            if node.kind == "fault":
                yield here
                continue
            try:
                name = next((name for name, test in carried if test(here)), None)
                if name is not None:
                    names = {**names, name: node}
                elif where is None or where(here):
                    yield here
            except Unreadable as error:
                refuse(scope, error)

    return walk


def refuse(scope: Scope, error: Unreadable, known: int | None = None) -> None:
    """Sinks the whole input, or only this unit where the mapping says `unit: document`.

    known: how many faults were found before this unit, where all are asked for.
    """
    if scope.run.faults is not None:
        scope.run.add_fault(error, scope.run.known if known is None else known)
        return
    if scope.run.refused is None:
        raise error
    scope.run.refused.append(Problem(code=error.cause, text=error.text, place=error.place, kind="refused"))


def _groups(sheet: Sheet, rows: Level) -> Groups | None:
    """How rows come together: by what they have in common, or from one that begins to one that ends."""
    by, begin = sheet.get("group by"), sheet.get("begin")
    if by is not None and begin is not None:
        sheet.faults.add(begin, "`group by` and `begin` exclude each other")
    if by is not None:
        texts = sheet.texts("group by")
        keys = [rows.one(by, text) for text in texts]
        parts = [rows.path(by, text) for text in texts]
        plain = all(path.is_child for path in parts) and not rows.kit.tracing
        wanted = Wanted([path.steps[0].name for path in parts]) if plain else None
        return _by_keys(keys, wanted, rows.failing(by, "`group by`"))
    if begin is not None:
        ends, begins = rows.condition(sheet.words["end"]) if "end" in sheet else None, rows.condition(begin)
        groups = _by_begin(begins, ends)
        if isinstance(begins, Named) and (ends is None or isinstance(ends, Named)):
            return ByNames(begins.names, ends.names if ends else frozenset(), groups)
        return groups
    if "end" in sheet:
        sheet.faults.add(sheet.words["end"], "`end` needs `begin`")
    return None


def sections_of(sheet: Sheet, rows: Level) -> Groups | None:
    """What `begin` and `end` cut out of what follows one another; `end` alone is all that stands before."""
    if "begin" not in sheet and "end" in sheet:
        ends = rows.condition(sheet.words["end"])
        return ByNames(None, ends.names, _before(ends)) if isinstance(ends, Named) else _before(ends)
    return _groups(sheet, rows)


def _before(ends: Condition) -> Groups:
    def groups(rows: Iterator[Scope]) -> Iterator[Unit]:
        nodes = [row.node for row in takewhile(lambda row: not ends(row), rows)]
        if nodes:
            yield _group(nodes), {}

    return groups


def _by_keys(keys: list[One], wanted: Wanted | None, fail: Failing) -> Groups:
    """wanted: the names of cells, where the keys are nothing more."""

    def key_of(row: Scope) -> tuple[str, ...]:
        if wanted is not None and isinstance(row.node, Row):
            try:
                texts = [(text or "").strip() for text in texts_in(row.node, wanted)]
                if all(texts):
                    return tuple(texts)
            except NotPlain:
                pass  # Its node says what is wrong.
        found: list[str] = []
        for key in keys:
            node = key(row)
            text = "" if node is None else (node.value or "").strip()
            if not text:
                raise Unfit("group_key", "a value to group by, and there is none")
            found.append(text)
        return tuple(found)

    def groups(rows: Iterator[Scope]) -> Iterator[Unit]:
        found: dict[tuple[str, ...], tuple[list[Node], dict[str, Any]]] = {}
        for row in rows:
            if row.node.kind == "fault":
                yield row.node, row.names
                continue
            try:
                found.setdefault(key_of(row), ([], row.names))[0].append(row.node)
            except Unfit as unfit:
                refuse(row, fail(unfit, None, row.node))
        for nodes, names in found.values():
            yield _group(nodes), names

    return groups


def _by_begin(begins: Condition, ends: Condition | None) -> Groups:
    def groups(rows: Iterator[Scope]) -> Iterator[Unit]:
        nodes: list[Node] = []
        names: dict[str, Any] = {}
        for row in rows:
            if ends is not None and ends(row):
                break
            if begins(row):
                if nodes:
                    yield _group(nodes), names
                nodes, names = [row.node], row.names
            elif nodes:
                nodes.append(row.node)
        if nodes:
            yield _group(nodes), names

    return groups


class ByNames:
    """The same where names alone part one from the next.

    begins: names that begin one; None where all before the end is one. groups: the same of scopes.
    """

    def __init__(self, begins: frozenset[str] | None, ends: frozenset[str], groups: Groups) -> None:
        self.begins, self.ends = begins, ends
        self._groups = groups

    def __call__(self, rows: Iterator[Scope]) -> Iterator[Unit]:
        return self._groups(rows)

    def cut(self, nodes: Iterable[Node]) -> Iterator[Node]:
        begins, ends = self.begins, self.ends
        found: list[Node] = []
        for node in nodes:
            name = node.name
            if name in ends:
                break
            if begins is not None and name in begins:
                if found:
                    yield _group(found)
                found = [node]
            elif found or begins is None:
                found.append(node)
        if found:
            yield _group(found)


def _cut(select: All, groups: ByNames) -> Walk:
    def cut(scope: Scope) -> Iterator[Scope]:
        names, run = scope.names, scope.run
        for group in groups.cut(select(scope)):
            yield Scope(group, names, run)

    return cut


def _group(nodes: list[Node]) -> Node:
    return Node("group", None, tuple(nodes), nodes[0].at, "group")


def _grouped(walk: Walk, groups: Groups) -> Walk:
    def grouped(scope: Scope) -> Iterator[Scope]:
        for node, names in groups(iter(walk(scope))):
            yield Scope(node, names, scope.run)

    return grouped
