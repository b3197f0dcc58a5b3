"""Tables and records to trees and canonical documents, beside what merely reads their bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook

from adapters.formats import load_mapping, reader, writer
from bench.rows import at_least
from bench.turns import in_turns
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
        rates = in_turns(_ROWS, _TURNS, to_tree, to_documents, partial(bare, payload))
        found.append(_beside(f"{form} to a tree", rates[0], rates[2], name, target))
        found.append(_beside(f"{form} to canonical documents", rates[1], rates[2], name, target))
    return found


def _beside(what: str, ours: float, other: float, name: str, target: float) -> dict[str, Any]:
    return at_least(f"tabular: {what}", ours, other, target, beside=name, unit="rows/s")
