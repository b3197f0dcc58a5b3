"""Orders of ten lines from a tree to canonical documents: our mapping beside the same written by hand."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from adapters.formats import load_mapping, reader
from core.hub.mapping import Facts
from core.hub.node import Node

MAPPING = b"""
mapping: 1
reads: {format: json}
tables:
  units: {t: TNE, kg: KGM, pcs: H87}
documents:
  - type: erp.order.v1
    identity: {number: order_no, revision: version}
    body:
      order_no: {from: no, required: true}
      version: {from: version, as: integer, required: true}
      order_date: {from: date, as: date, required: true}
      buyer: {from: buyer/tax_no, as: party, scheme: {value: VAT}, name: buyer/name}
      seller: {from: seller/tax_no, as: party, scheme: {value: VAT}, name: seller/name}
      currency: {from: currency, required: true, one of: [CNY, USD]}
      lines:
        each: lines
        fields:
          line_no: {from: no, required: true}
          sku: {from: sku, required: true}
          name: name
          quantity: {from: qty, as: quantity, unit: {from: unit, table: units}}
          unit_price: {from: price, as: decimal, required: true}
          line_amount: {from: amount, as: decimal, required: true}
          due_date: {from: due, as: date}
      payable: {from: total, as: decimal, required: true}
      status: {value: new}
"""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_UNITS = {"t": "TNE", "kg": "KGM", "pcs": "H87"}
_TURNS = 25
_TARGET = 0.4
_CALLS = 100


def order(number: int) -> bytes:
    """An order as its sender writes it."""
    lines = [
        {
            "no": str(line),
            "sku": f"S-{line:04d}",
            "name": "螺纹钢 HRB400E",
            "qty": "12.500",
            "unit": "t",
            "price": "3850.25",
            "amount": "48128.13",
            "due": "2026-12-01",
        }
        for line in range(1, 11)
    ]
    head = {
        "no": f"PO-{number}",
        "version": "1",
        "date": "2026-11-23",
        "currency": "CNY",
        "total": "481281.30",
    }
    party = {"tax_no": "91350100M000100Y43", "name": "甲"}
    return msgspec.json.encode({**head, "buyer": party, "seller": party, "lines": lines})


def by_hand(root: Node) -> dict[str, Any]:
    """What a programmer writes for the same document, with the same checks."""
    head = {child.name: child for child in root.children}
    currency = _text(head, "currency")
    if currency not in {"CNY", "USD"}:
        raise ValueError(f"currency at {head['currency'].place}")
    return {
        "order_no": _text(head, "no"),
        "version": int(_text(head, "version")),
        "order_date": _date(head, "date"),
        "buyer": _party(head["buyer"]),
        "seller": _party(head["seller"]),
        "currency": currency,
        "lines": [_line(item) for item in head["lines"].children],
        "payable": _decimal(head, "total"),
        "status": "new",
    }


def _line(item: Node) -> dict[str, Any]:
    cells = {child.name: child for child in item.children}
    unit = _UNITS.get(_text(cells, "unit"))
    if unit is None:
        raise ValueError(f"unit at {cells['unit'].place}")
    return {
        "line_no": _text(cells, "no"),
        "sku": _text(cells, "sku"),
        "name": _text(cells, "name"),
        "quantity": {"value": _decimal(cells, "qty"), "unit": unit},
        "unit_price": _decimal(cells, "price"),
        "line_amount": _decimal(cells, "amount"),
        "due_date": _date(cells, "due"),
    }


def _party(node: Node) -> dict[str, Any]:
    cells = {child.name: child for child in node.children}
    return {"id": _text(cells, "tax_no"), "scheme": "VAT", "name": _text(cells, "name")}


def _text(cells: dict[str, Node], name: str) -> str:
    node = cells.get(name)
    text = (node.value or "").strip() if node is not None else ""
    if not text or len(text) > 4_000 or "\0" in text:
        raise ValueError(f"{name} at {node.place if node else 'nowhere'}")
    return text


def _decimal(cells: dict[str, Node], name: str) -> Decimal:
    text = _text(cells, name)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{name} at {cells[name].place}")
    return Decimal(text)


def _date(cells: dict[str, Node], name: str) -> str:
    text = _text(cells, name)
    if len(text) != 10:
        raise ValueError(f"{name} at {cells[name].place}")
    return date.fromisoformat(text).isoformat()


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}; both ways take turns in one run."""
    mapping = load_mapping(MAPPING, "bench/in/order.yaml")
    tree = reader("json").read(order(1), {})
    facts = Facts(issuer="bench")
    [document] = mapping.read(tree, facts).documents
    assert document.body == by_hand(tree), "the two ways differ"
    ours, other = _in_turns(lambda: mapping.read(tree, facts), lambda: by_hand(tree))
    json, payload = reader("json"), order(1)
    whole, by_both = _in_turns(
        lambda: mapping.read(json.read(payload, {}), facts), lambda: by_hand(json.read(payload, {}))
    )
    return [
        _row("mapping: orders of 10 lines from a tree", ours, other),
        _row("mapping: orders of 10 lines from JSON", whole, by_both),
    ]


def _in_turns(one: Callable[[], object], two: Callable[[], object]) -> tuple[float, float]:
    """Calls a second of processor time, in turns so that both see the same machine: the medians."""
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for found, call in zip(rates, (one, two), strict=True):
            begin = time.process_time()
            for _ in range(_CALLS):
                call()
            found.append(_CALLS / max(time.process_time() - begin, 1e-9))
    return statistics.median(rates[0]), statistics.median(rates[1])


def _row(name: str, ours: float, other: float) -> dict[str, Any]:
    ratio = ours / other
    return {
        "name": name,
        "ours": round(ours),
        "other": round(other),
        "other_name": "hand-written Python",
        "unit": "orders/s",
        "ratio": round(ratio, 2),
        "target": _TARGET,
        "met": ratio >= _TARGET,
    }


if __name__ == "__main__":
    for row in measure():
        print(row)
