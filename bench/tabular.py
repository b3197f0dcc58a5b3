"""Tables and records to trees and canonical documents, beside what merely reads their bytes."""

from __future__ import annotations

import csv
import io
import statistics
import time
from collections.abc import Callable
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook

from adapters.formats import load_mapping, reader, writer
from core.hub.mapping import Facts
from core.hub.node import Node

_MAPPING = """
mapping: 1
reads: {format: FORMAT}
unit: document
documents:
  - type: bench.row.v1
    split: SPLIT
    identity: {number: no, content: true}
    body:
      no: {from: no, required: true}
      sku: {from: sku, required: true}
      name: name
      unit: unit
      quantity: {from: qty, as: decimal, required: true}
      price: {from: price, as: decimal, required: true}
      amount: {from: amount, as: decimal, required: true}
      due: {from: due, as: date}
"""
_ROWS = 2_000
_TURNS = 9
_ROW = {
    "sku": "S-0001", "name": "螺纹钢 HRB400E", "unit": "t", "qty": "12.5", "price": "3850.25",
    "amount": "48128.13", "due": "2026-12-01",
}  # fmt: skip
_NUMBERS = {"qty", "price", "amount"}


def _tree() -> Node:
    rows = []
    for number in range(_ROWS):
        cells = {"no": f"L-{number}", **_ROW}
        made = [
            Node(key, text, (), "", "number" if key in _NUMBERS else "text") for key, text in cells.items()
        ]
        rows.append(Node("row", None, tuple(made)))
    return Node("table", None, tuple(rows))


def _ours(form: str, payload: bytes, split: str = "row") -> tuple[Callable[[], object], Callable[[], object]]:
    """To the tree, and to canonical documents."""
    said = _MAPPING.replace("FORMAT", form).replace("SPLIT", split)
    mapping, read, facts = (
        load_mapping(said.encode(), "bench/in/rows.yaml", types=None),
        reader(form),
        Facts(),
    )
    found = mapping.read(read.read(payload, {}), facts)
    assert (len(found.documents), found.problems) == (_ROWS, ()), "a row is missing"
    return (lambda: read.read(payload, {})), (lambda: mapping.read(read.read(payload, {}), facts))


def _dicts(payload: bytes) -> int:
    return sum(1 for _ in csv.DictReader(io.StringIO(payload.decode(), newline="")))


def _calamine(payload: bytes) -> int:
    book = CalamineWorkbook.from_object(io.BytesIO(payload))
    return sum(1 for _ in book.get_sheet_by_index(0).iter_rows())


def _iterparse(payload: bytes) -> int:
    count = 0
    for _, element in etree.iterparse(io.BytesIO(payload), tag="row"):
        count += len({child.tag: child.text for child in element})
        element.clear()
    return count


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}; all ways take turns in one run."""
    tree = _tree()
    found = []
    for form, bare, name, target in (
        ("csv", _dicts, "csv.DictReader", 0.3),
        ("excel", _calamine, "bare calamine", 0.4),
        ("xml", _iterparse, "bare lxml iterparse", 0.4),
    ):
        payload = writer(form).write(tree, {})
        to_tree, to_documents = _ours(form, payload)
        rates = _in_turns(to_tree, to_documents, lambda bare=bare, payload=payload: bare(payload))  # type: ignore[misc]
        found.append(_row(f"tabular: {form} to a tree", rates[0], rates[2], name, target))
        found.append(_row(f"tabular: {form} to canonical documents", rates[1], rates[2], name, target))
    return found


def _in_turns(*calls: Callable[[], object]) -> list[float]:
    """Rows a second of processor time, in turns so that all see the same machine: the medians."""
    rates: list[list[float]] = [[] for _ in calls]
    for _ in range(_TURNS):
        for found, call in zip(rates, calls, strict=True):
            begin = time.process_time()
            call()
            found.append(_ROWS / max(time.process_time() - begin, 1e-9))
    return [statistics.median(found) for found in rates]


def _row(name: str, ours: float, other: float, other_name: str, target: float) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours),
        "other": round(other),
        "other_name": other_name,
        "unit": "rows/s",
        "ratio": round(ours / other, 2),
        "target": target,
        "met": ours / other >= target,
    }


if __name__ == "__main__":
    for row in measure():
        print(row)
