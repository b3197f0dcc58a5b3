"""Objects and lists of a canonical document, and what of the source nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from core.hub.mapping.assembling import Part, assemble, sourced
from core.hub.mapping.composites import FieldCompiler
from core.hub.mapping.kit import Get
from core.hub.mapping.lets import Lets, compile_lets
from core.hub.mapping.level import Condition, Level
from core.hub.mapping.scope import Scope, Unfit, items
from core.hub.mapping.sheet import Sheet
from core.hub.mapping.sparse import any_of, needs_of_path, sparse
from core.hub.mapping.walks import WORDS as WALK_WORDS
from core.hub.mapping.walks import Walk
from core.hub.mapping.within import compile_within
from core.hub.node import Node

WORDS = frozenset({"fields", "at", "let", "needs"})
LIST_WORDS = WALK_WORDS | {"each", "within", "fields", "item", "let", "needs", "empty when"}
REST_MAX = 1_000


def compile_fields(node: Node, level: Level, compiler: FieldCompiler) -> tuple[Get, frozenset[str]]:
    """An object's fields as one function, and their names. `rest` is compiled last, to know the others."""
    if node.kind != "object" or not node.children:
        level.kit.faults.add(node, "give fields: names and where their values come from")
        return (lambda _scope: {}), frozenset()
    ordered = sorted(node.children, key=lambda child: any(part.name == "rest" for part in child.children))
    gets = {child.name: compiler(child, level.field(child.name)) for child in ordered}
    parts = [Part(child.name, gets[child.name], level.kit.faults.spot(child)) for child in node.children]
    return assemble(parts, level.kit.tracing), frozenset(gets)


def compile_nested(sheet: Sheet, level: Level, compiler: FieldCompiler) -> Get:
    """fields, at a node further down if `at` says so; nothing where that node or what it needs is missing."""
    at = sheet.get("at")
    if at is None:
        here = level.inner(level.label, level.base, level.variables)
        return _needing(sheet, *_level_fields(sheet, here, compiler))
    text = sheet.scalar(at)
    one = level.one(at, text)
    below = level.inner(level.label, level.full(level.path(at, text)), level.variables)
    build = _needing(sheet, *_level_fields(sheet, below, compiler))
    fail = level.failing(at)

    def get(scope: Scope) -> object:
        try:
            node = one(scope)
        except Unfit as unfit:
            raise fail(unfit, None, scope.node) from None
        return None if node is None else build(Scope(node, scope.names, scope.run))

    return sparse(get, needs_of_path(level.path(at, text)))


def _level_fields(sheet: Sheet, level: Level, compiler: FieldCompiler) -> tuple[Lets, Get, frozenset[str]]:
    lets = compile_lets(sheet.get("let"), level, compiler)
    return (lets, *compile_fields(sheet.words["fields"], level, compiler))


def _needing(sheet: Sheet, lets: Lets, build: Get, names: frozenset[str]) -> Get:
    """The object, or nothing where a field it needs, or every field, has no value."""
    needs = sheet.texts("needs")
    for need in needs:
        if need not in names:
            sheet.faults.add(sheet.words["needs"], f"{need!r} is no field here: {', '.join(sorted(names))}")

    def get(scope: Scope) -> object:
        known = scope.names
        lets(scope)
        body = build(scope)
        # What is let here is known here only.
        scope.names = known
        return body if body and all(need in body for need in needs) else None

    return get


def compile_list(sheet: Sheet, level: Level, compiler: FieldCompiler) -> Get:
    """One value for each node: an object of `fields`, or one `item`; nothing where there is no node.

    empty when: the list is empty where there is no node and the source says so itself.
    """
    walk, inner = compile_within(sheet, "each", level, compiler)
    if ("fields" in sheet) == ("item" in sheet):
        sheet.faults.add(sheet.node, "a list says `fields` (of objects) or `item` (of values)")
        return lambda _scope: None
    if "fields" in sheet:
        build = _needing(sheet, *_level_fields(sheet, inner, compiler))
    else:
        build = compiler(sheet.words["item"], inner)
    empty = level.condition(sheet.words["empty when"]) if "empty when" in sheet else _never
    if level.kit.tracing:
        return _traced_list(walk, build, level.kit.faults.spot(sheet.node), empty)

    def get(scope: Scope) -> object:
        values = [build(here) for here in walk(scope)]
        if not values:
            return [] if empty(scope) else None
        return [value for value in values if value is not None] or None

    if "each" not in sheet or "within" in sheet or "empty when" in sheet:
        return get
    return sparse(get, any_of(needs_of_path(level.path(sheet.node, text)) for text in sheet.texts("each")))


def _never(_scope: Scope) -> bool:
    return False


def _traced_list(walk: Walk, build: Get, line: str, empty: Condition) -> Get:
    part = Part("", build, line)

    def get(scope: Scope) -> object:
        run = scope.run
        values: list[object] = []
        above, met = run.prefix, False
        for here in walk(scope):
            met = True
            run.prefix = f"{above}[{len(values)}]"
            value = sourced(part, here)
            if value is not None:
                values.append(value)
        run.prefix = above
        return values or ([] if not met and empty(scope) else None)

    return get


def compile_rest(sheet: Sheet, level: Level) -> Get:
    """What stands below a node and no other field of this document reads, by its own name."""
    node = sheet.words["rest"]
    text = sheet.scalar(node)
    path = level.path(node, text)
    full = level.full(path)
    select = level.all(node, text)
    skipped = frozenset(sheet.texts("except"))
    used, fail = level.used, level.failing(node)
    tracing = level.kit.tracing

    def get(scope: Scope) -> object:
        found: dict[str, str] = {}
        for top in select(scope):
            for name, leaf in _unread(top, full or (), used, skipped):
                free = _numbered(name, found)
                found[free] = leaf.value or ""
                if tracing:
                    scope.run.sources[f"{scope.run.prefix}.{free}"] = leaf.place
        if len(found) > REST_MAX:
            raise fail(Unfit("too_many", f"at most {REST_MAX} fields besides"), len(found), scope.node)
        return found or None

    return get


def _unread(
    node: Node, full: tuple[str, ...], used: set[tuple[str, ...]], skipped: frozenset[str], above: str = ""
) -> Iterator[tuple[str, Node]]:
    for child in node.children:
        here = (*full, child.name)
        name = above + child.name
        if name in skipped or here in used or (*full, "*") in used:
            continue
        for leaf in items((child,)):
            if (leaf.value or "").strip():
                yield name, leaf
            yield from _unread(leaf, here, used, skipped, f"{name}/")


def _numbered(name: str, found: dict[str, str]) -> str:
    number, free = 1, name
    while free in found:
        number += 1
        free = f"{name}[{number}]"
    return free
