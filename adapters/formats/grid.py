"""A tree as rows and columns, for the writers of tables."""

from __future__ import annotations

from collections.abc import Mapping

from core.hub.node import Node
from core.kernel.errors import Unreadable


def rows_of(tree: Node) -> list[Node]:
    """The tree's children, lists of them opened."""
    return [row for child in tree.children for row in (child.children if child.kind == "list" else [child])]


def columns_of(rows: list[Node], options: Mapping[str, str]) -> list[str]:
    """Those of the option, else the first row's."""
    if "columns" in options:
        return options["columns"].split("\n")
    return [cell.name for cell in rows[0].children] if rows else []


def cells_of(row: Node, columns: list[str], number: int, cause: str) -> list[Node | None]:
    """A cell for each column; Unreadable for what is no single cell of one."""
    cells = {cell.name: cell for cell in row.children}
    unknown = [name for name, cell in cells.items() if name not in columns or cell.children]
    if unknown or len(cells) != len(row.children):
        raise Unreadable(
            f"row {number} cannot be written: {', '.join(unknown) or 'a column'} is no single cell of the "
            f"columns {', '.join(columns)}",
            cause=f"{cause}.columns",
            place=f"row {number}",
        )
    return [cells.get(name) for name in columns]
