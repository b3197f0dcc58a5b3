"""What a mapping's text is made of: a file it extends, and code tables of its own or shared."""

from __future__ import annotations

from core.hub.mapping.kit import Library
from core.hub.mapping.model import Source
from core.hub.mapping.sheet import Faults, Sheet
from core.hub.node import Node
from core.kernel.errors import Unreadable

_EXTENDS_MAX = 5
_ENTRIES_MAX = 20_000


def merged(source: Source, library: Library) -> Node:
    """The text with what it extends below it: objects are joined word by word, all else is replaced.

    A word that is null takes the word of the extended file away.
    """
    tree = source.tree
    seen = [source.name]
    while (extended := _extended(tree)) is not None:
        name = extended.value or ""
        if name in seen or len(seen) > _EXTENDS_MAX:
            faults = Faults(source.name)
            faults.add(
                extended, f"{' extends '.join([*seen, name])}: in a circle, or over {_EXTENDS_MAX} deep"
            )
            faults.check()
        seen.append(name)
        base = _named(_tree(source, extended, library), name)
        tree = _joined(base, _without(tree, "extends"))
    return tree


def tables_of(sheet: Sheet, library: Library) -> dict[str, dict[str, str]]:
    """Code tables by name: words and codes, or the path of a file of them."""
    found: dict[str, dict[str, str]] = {}
    node = sheet.get("tables")
    for child in node.children if node is not None else ():
        table = child
        if child.kind == "text":
            try:
                table = library.tree(child.value or "")
            except Unreadable as error:
                sheet.faults.add(child, error.text)
                continue
        found[child.name] = _table(table, child, sheet)
    return found


def _table(table: Node, said: Node, sheet: Sheet) -> dict[str, str]:
    if table.kind != "object" or len(table.children) > _ENTRIES_MAX:
        sheet.faults.add(said, f"a table is an object of at most {_ENTRIES_MAX} words and codes")
        return {}
    for entry in table.children:
        if entry.children or entry.value is None:
            sheet.faults.add(said, f"{entry.name!r} in the table {said.name} has no code")
    return {entry.name: entry.value or "" for entry in table.children}


def _extended(tree: Node) -> Node | None:
    return next((child for child in tree.children if child.name == "extends"), None)


def _tree(source: Source, extended: Node, library: Library) -> Node:
    try:
        return library.tree(extended.value or "")
    except Unreadable as error:
        faults = Faults(source.name)
        faults.add(extended, error.text)
        faults.check()
        raise


def _without(tree: Node, name: str) -> Node:
    kept = tuple(child for child in tree.children if child.name != name)
    return Node(tree.name, tree.value, kept, tree.at, tree.kind)


def _named(node: Node, file: str) -> Node:
    """The same, every place naming the file it stands in."""
    children = tuple(_named(child, file) for child in node.children)
    at = ("line %d column %d of %s", node.at[1], node.at[2], file) if len(node.at) == 3 else node.at
    return Node(node.name, node.value, children, at, node.kind)


def _joined(base: Node, over: Node) -> Node:
    if base.kind != "object" or over.kind != "object":
        return over
    found = {child.name: child for child in base.children}
    for child in over.children:
        if child.kind == "null":
            found.pop(child.name, None)
        else:
            before = found.get(child.name)
            found[child.name] = child if before is None else _joined(before, child)
    return Node(over.name, None, tuple(found.values()), over.at, "object")
