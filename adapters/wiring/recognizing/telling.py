"""What is said of a file that no standard of ours reads: what it is in truth, and what to do with it."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.wiring.recognizing.outcomes import EMPTY, NEEDS_MAPPING, NOT_READ, UNKNOWN
from adapters.wiring.recognizing.signs import Kind
from core.hub.node import Node
from core.kernel.errors import Unreadable

SHOWN_MAX = 12
_WIDTH = 40
_DO = "name a mapping with --mapping, or let `hub map suggest` draft one"
_PACKED = {"zip", "gzip", "bzip2", "7z", "rar"}


def not_read(kind: Kind) -> Unreadable:
    """What no reader here takes."""
    if kind.name == "empty":
        return Unreadable("there is nothing in it; send it whole", cause=EMPTY, place="byte 0")
    if kind.name == "text":
        text = (
            f"it is text in {kind.encoding} with the signs of no format; {_DO}, such as one of fixed places"
        )
        return Unreadable(text, cause=UNKNOWN, place="byte 0")
    what = f"packed ({kind.name}); unpack it, and try what is in it" if kind.name in _PACKED else (
        f"{kind.name}, which nothing here reads; send what it shows as a document or a table"
    )  # fmt: skip
    return Unreadable(f"it is {what}", cause=NOT_READ, place="byte 0")


def unknown(kind: Kind, root: Node | None) -> Unreadable:
    """Read, and of no standard we know; a table never says what its columns mean."""
    if kind.grid is not None:
        grid = kind.grid
        header = "columns" if grid.header else "no header, columns"
        text = f"a table in {kind.encoding}, parted by {grid.delimiter!r}, {header} {_listed(grid.columns)}"
        return _needs(text, "row 1")
    if root is None or kind.name == "excel":
        return _needs(f"a workbook: {_sheets(root)}", "workbook")
    rows = root.children if root.kind == "list" or kind.name == "jsonlines" else ()
    if rows and all(row.kind == "object" for row in rows[:SHOWN_MAX]):
        names = _listed(child.name for child in rows[0].children)
        return _needs(f"{len(rows)} rows of JSON in {kind.encoding} with {names}", root.place)
    return Unreadable(
        f"it is {_said(kind, root)}, and no standard at hand reads it; {_DO}",
        cause=UNKNOWN,
        place=root.place,
    )


def flags_in(tree: Node) -> tuple[str, ...]:
    """What a lenient reader passed over, wherever it noted it."""
    found: list[str] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.name == "flag" and any(child.name == "@cause" for child in node.children):
            found.append(f"{node.place}: {node.value}")
        elif node.name in {"interchange", "group", "message"}:
            stack += node.children
    return tuple(found[::-1])


def _said(kind: Kind, root: Node) -> str:
    if kind.name == "xml":
        return f"XML with root {root.name!r} of namespace {root.namespace!r}"
    if kind.name == "json":
        return f"JSON ({root.kind}) with {_listed(child.name for child in root.children)}"
    if kind.name in {"edifact", "x12"}:
        types = dict.fromkeys(_types(root))
        return f"an interchange ({kind.name}) of {_listed(types)}, its envelope whole"
    return f"{kind.name} with root {root.name!r}"


def _types(node: Node) -> list[str]:
    found = []
    for child in node.children:
        if child.name == "message":
            said = {part.name: part.value or "" for part in child.children[:3] if part.name.startswith("@")}
            found.append(" ".join(text for text in (said.get("@type"), said.get("@version")) if text))
        elif child.name == "group":
            found += _types(child)
    return found


def _sheets(root: Node | None) -> str:
    told = []
    for sheet in root.children[:SHOWN_MAX] if root else ():
        name = next((child.value for child in sheet.children if child.name == "@name"), "")
        rows = [child for child in sheet.children if child.name == "row"]
        columns = _listed(cell.name for cell in rows[0].children) if rows else "no rows"
        told.append(f"sheet {name!r} with {columns}")
    return "; ".join(told) or "no sheets"


def _listed(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(name[:_WIDTH] for name in names))
    more = f" and {len(found) - SHOWN_MAX} more" if len(found) > SHOWN_MAX else ""
    return (", ".join(repr(name) for name in found[:SHOWN_MAX]) or "nothing") + more


def _needs(text: str, place: str) -> Unreadable:
    return Unreadable(
        f"it is {text}; what they mean it does not say: {_DO}", cause=NEEDS_MAPPING, place=place
    )
