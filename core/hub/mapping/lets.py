"""let: values and nodes known by a name to everything below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Any

from core.hub.mapping.composites import FieldCompiler
from core.hub.mapping.level import Level
from core.hub.mapping.paths import All
from core.hub.mapping.scope import Scope, Unfit, together
from core.hub.mapping.sheet import Sheet, unknown
from core.hub.mapping.walks import ByNames, sections_of
from core.hub.node import Node, Reader
from core.hub.redaction import redacted, secret_nodes
from core.kernel.errors import Unreadable

# Puts what `let` says into the scope.
Lets = Callable[[Scope], None]
_TEXT_MAX = 16 * 1024 * 1024


def no_lets(_scope: Scope) -> None:
    """Where nothing is let; who reads many units need not even call it."""


def compile_lets(node: Node | None, level: Level, compiler: FieldCompiler) -> Lets:
    """In the order they stand; each may use those before it."""
    if node is None:
        return no_lets
    gets: list[tuple[str, Callable[[Scope], Any]]] = []
    for child in node.children:
        if not child.name.isidentifier():
            level.kit.faults.add(child, f"{child.name!r} is no name; use letters, digits and _")
        elif any(part.name == "node" for part in child.children):
            get, base = _node(child, level)
            gets.append((child.name, get))
            level.variables[child.name] = base
        else:
            gets.append((child.name, compiler(child, level.inner(child.name, level.base, level.variables))))
            level.variables[child.name] = None
    tracing = level.kit.tracing

    def apply(scope: Scope) -> None:
        for name, get in gets:
            if tracing:
                scope.run.touched.clear()
            scope.names = {**scope.names, name: get(scope)}
            if tracing:
                scope.run.values[name] = list(scope.run.touched)

    return apply


def _node(child: Node, level: Level) -> tuple[Callable[[Scope], Any], tuple[str, ...] | None]:
    """A variable that is a node (or several): found by path and condition, unwrapped where it is text."""
    sheet = Sheet(child, {"node", "begin", "end", "where", "first", "unwrap", "about"}, level.kit.faults)
    text = sheet.text("node")
    node = sheet.words["node"]
    base = level.full(level.path(node, text))
    select = level.all(node, text)
    inner = level.inner(child.name, base, level.variables)
    sections = sections_of(sheet, inner)
    if sections is not None:
        base = level.somewhere(node)
    where = inner.condition(sheet.words["where"]) if "where" in sheet else None
    most = 1 if sheet.flag("first") else None
    unwrap = sheet.get("unwrap")
    if unwrap is not None:
        return _unwrapped(unwrap, select, level), level.somewhere(unwrap)

    def get(scope: Scope) -> Any:
        found: Iterable[Node] = select(scope)
        if isinstance(sections, ByNames):
            found = sections.cut(found)
        elif sections is not None:
            rows = (Scope(each, scope.names, scope.run) for each in found)
            found = [each for each, _ in sections(rows)]
        if where is not None:
            found = (each for each in found if where(Scope(each, scope.names, scope.run)))
        kept = list(islice(found, most))
        return together(kept) if kept else None

    return get, base


def _unwrapped(node: Node, select: All, level: Level) -> Callable[[Scope], Any]:
    """The tree inside a text, read by the reader of its format; places say both outer and inner."""
    sheet = Sheet(node, {child.name for child in node.children}, level.kit.faults)
    try:
        reader, options = reader_of(sheet, level)
    except Unreadable as error:
        sheet.faults.add(node, error.text)
        return lambda _scope: None
    fail = level.failing(node, "the text to unwrap")

    def get(scope: Scope) -> Any:
        found = []
        for outer in select(scope):
            text = (outer.value or "").strip()
            if len(text) > _TEXT_MAX:
                raise fail(Unfit("too_large", f"at most {_TEXT_MAX} characters"), None, outer)
            if text:
                found.append(_inside(reader, text, options, outer))
        return together(found) if found else None

    return get


def reader_of(sheet: Sheet, level: Level) -> tuple[Reader, dict[str, str]]:
    """The reader a sheet names by `format`, and the rest of its words as options."""
    reader = level.kit.library.reader(sheet.text("format"))
    options = options_of(sheet, reader.options)
    reader.check(options)
    return reader, options


def options_of(sheet: Sheet, known: Collection[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for word, node in sheet.words.items():
        if word == "format":
            continue
        if word not in known:
            sheet.faults.add(node, unknown(f"option of {sheet.text('format')}", word, known))
        options[word] = "\n".join(sheet.texts(word))
    return options


def _inside(reader: Reader, text: str, options: dict[str, str], outer: Node) -> Node:
    try:
        # The text is Unicode already, whatever it says of itself.
        inner = reader.read(text.encode(), {**options, "encoding": "utf-8"})
    except Unreadable as error:
        place = f"{outer.place}, inside {error.place}" if error.place else outer.place
        raise Unreadable(error.text, cause=error.cause, place=place) from error
    return _placed(redacted(inner, secret_nodes(inner)), outer.place)


def _placed(node: Node, outer: str) -> Node:
    children = tuple(_placed(child, outer) for child in node.children)
    return Node(
        node.name, node.value, children, ("%s, inside %s", outer, node.place), node.kind, node.namespace
    )
