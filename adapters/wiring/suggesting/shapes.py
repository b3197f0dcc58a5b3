"""The shapes of samples: which nodes may be documents, which lists their lines, what is in each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from adapters.wiring.suggesting.totals import without_totals
from core.hub.node import Node

UNITS_MAX = 20_000
DEPTH_MAX = 6
COLUMNS_MAX = 300


class Shape(NamedTuple):
    """One way to read the samples. unit: the path that parts documents, "" = each file is one.

    lines: below the unit the path of its lines; "." where the rows of a table are both.
    head, line: texts by path, of all samples together. totals, where: rows that were left out, and by what.
    """

    unit: str
    lines: str
    units: int
    head: dict[str, list[str]]
    line: dict[str, list[str]]
    totals: int = 0
    where: str = ""


def shapes_of(trees: Sequence[Node]) -> list[Shape]:
    """Every reading there is: a table's rows; else each file as one, and each list in them as documents."""
    if trees[0].name in {"table", "workbook", "lines"}:
        rows = [row for tree in trees for row in _rows(tree)][:UNITS_MAX]
        unit = {"table": "row", "lines": "line", "workbook": "sheet/row"}[trees[0].name]
        return [_table(unit, rows)] if not _lists(rows) else _nested(unit, rows)
    found = _nested("", list(trees))
    for path, nodes in _lists(trees).items():
        found += _nested(path, nodes[:UNITS_MAX])
    return found


def _table(unit: str, rows: list[Node]) -> Shape:
    found = without_totals(rows)
    columns = _columns(found.rows)
    return Shape(unit, ".", len(found.rows), columns, columns, found.left_out, found.where)


def _nested(unit: str, nodes: list[Node]) -> list[Shape]:
    """The nodes as documents: without lines, and with each of the lists in them."""
    head = _columns(nodes)
    plain = Shape(unit, "", len(nodes), head, {})
    lists = _lists(nodes)
    # What stands in a line is of the line, also in those samples that have a single one.
    above = {
        path: {name: texts for name, texts in head.items() if not name.startswith(f"{path}/")}
        for path in lists
    }
    return [
        Shape(unit, path, len(nodes), above[path], _columns(items[:UNITS_MAX]))
        for path, items in lists.items()
    ] + [plain]


def _rows(tree: Node) -> Iterator[Node]:
    for child in tree.children:
        if child.name == "sheet":
            yield from _rows(child)
        elif child.name in {"row", "line"} and child.kind != "fault":
            yield child


def _columns(nodes: Sequence[Node]) -> dict[str, list[str]]:
    """Texts by path, of what is there once in its node; blanks count as blank texts."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        for path, text in _leaves(node, "", 0):
            if path in found or len(found) < COLUMNS_MAX:
                found.setdefault(path, []).append(text)
    return found


def _leaves(node: Node, above: str, depth: int) -> Iterator[tuple[str, str]]:
    counts = Counter(child.name for child in node.children)
    for child in node.children:
        if child.kind == "list" or counts[child.name] > 1 or depth > DEPTH_MAX:
            continue
        path = _below(above, child.name)
        if child.children:
            yield from _leaves(child, path, depth + 1)
        if child.value is not None or not child.children:
            yield path, child.value or ""


def _lists(nodes: Sequence[Node]) -> dict[str, list[Node]]:
    """Repeated objects by path: a list of JSON, an element that stands there several times in any sample."""
    found: dict[str, list[Node]] = {}
    repeated: set[str] = set()
    for node in nodes:
        for path, item, is_list in _items(node, "", 0):
            found.setdefault(path, []).append(item)
            if is_list:
                repeated.add(path)
    return {path: items for path, items in found.items() if path in repeated}


def _items(node: Node, above: str, depth: int) -> Iterator[tuple[str, Node, bool]]:
    """(path, object, whether it is one of several) of everything below that holds fields."""
    if depth > DEPTH_MAX:
        return
    if node.kind == "list":
        # The list is the root itself: a path to its items is that of the list.
        for item in node.children:
            if item.children:
                yield above or ".", item, True
        return
    counts = Counter(child.name for child in node.children)
    for child in node.children:
        path = _below(above, child.name)
        if child.kind == "list":
            yield from ((path, item, True) for item in child.children if item.children)
        elif child.children:
            yield path, child, counts[child.name] > 1
            if counts[child.name] == 1:
                yield from _items(child, path, depth + 1)


def _below(above: str, name: str) -> str:
    """A path as a mapping writes it: a name with signs of paths in it stands in quotes."""
    step = f"'{name}'" if any(sign in name for sign in "/[]$ ") else name
    return f"{above}/{step}" if above else step
