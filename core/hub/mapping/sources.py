"""What a mapping's text is made of: a file it extends, and code tables of its own or shared."""

from __future__ import annotations

from core.hub.mapping.kit import Library
from core.hub.mapping.model import Source
from core.hub.mapping.sheet import Faults, Sheet
from core.hub.node import Node
from core.kernel.errors import Unreadable

_EXTENDS_MAX = 5
_ENTRIES_MAX = 20_000
_INCLUDED_MAX = 200


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
    if base.kind == "list" and over.kind == "object" and _are_positions(base, over):
        changed = {int(child.name): child for child in over.children}
        items = [
            _joined(item, changed[number]) if number in changed else item
            for number, item in enumerate(base.children, 1)
        ]
        return Node(over.name, None, tuple(items), over.at, "list")
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


def _are_positions(base: Node, over: Node) -> bool:
    """Whether an object only names items of the list it stands over: {1: …} is its first."""
    return bool(over.children) and all(
        child.name.isascii() and child.name.isdigit() and 1 <= int(child.name[:9]) <= len(base.children)
        for child in over.children
    )


def included(tree: Node, source: Source, library: Library) -> Node:
    """The text with the documents and tables of those it names by `with`, before its own."""
    named = next((child for child in tree.children if child.name == "with"), None)
    if named is None:
        return tree
    faults = Faults(source.name)
    documents: list[Node] = []
    tables: dict[str, Node] = {}
    for each in named.children if named.kind == "list" else (named,):
        if len(documents) > _INCLUDED_MAX:
            faults.add(each, f"over {_INCLUDED_MAX} documents come together")
            break
        name = each.value or ""
        other = merged(Source(name, _named(_tree(source, each, library), name)), library)
        if any(child.name == "with" for child in other.children):
            faults.add(each, f"{name} is put together of others itself; name those, or extend it")
        documents += [one for child in other.children if child.name == "documents" for one in child.children]
        for table in (one for child in other.children if child.name == "tables" for one in child.children):
            if _said(tables.setdefault(table.name, table)) != _said(table):
                faults.add(each, f"the table {table.name!r} of {name} differs from that of one before it")
    faults.check()
    own = _without(tree, "with")
    more = next((child.children for child in own.children if child.name == "documents"), ())
    base = (
        Node("documents", None, (*documents, *more), named.at, "list"),
        Node("tables", None, tuple(tables.values()), named.at, "object"),
    )
    return _joined(Node("", None, base, tree.at, "object"), _without(own, "documents"))


def _said(node: Node) -> object:
    return node.kind, node.name, node.value, [_said(child) for child in node.children]
