"""Rows of a database, as the agent sends them: one flat JSON object or a list of them."""

from __future__ import annotations

from adapters.formats.json import JsonReader
from core.hub.node import Node
from core.kernel.errors import Unreadable


class RowsReader(JsonReader):
    """The root "table" holds children named "row", each with a child per column; cells hold no objects."""

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        root = super().read(payload, options)
        found = root.children if root.kind == "list" else (root,)
        return Node("table", None, tuple(_row(node) for node in found), root.at)


READER = RowsReader()


def _row(node: Node) -> Node:
    if node.kind != "object":
        raise Unreadable(f"a row is {node.kind}; send an object", cause="rows.no_object", place=node.place)
    for cell in node.children:
        if cell.kind in {"object", "list"}:
            raise Unreadable(
                f"column {cell.name!r} holds {cell.kind}; a row is flat, use the json format",
                cause="rows.not_flat",
                place=cell.place,
            )
    return Node("row", None, node.children, node.at, node.kind)
