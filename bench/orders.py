"""Orders of ten lines as partners send them: rows of CSV beside Python, interchanges beside a bound."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from adapters.formats import load_mapping, reader
from bench.edi import edifact, order, x12
from bench.rows import at_least
from bench.turns import in_turns
from core.hub.mapping import Facts
from core.kernel.canonical import canonical_bytes, content_hash

_CSV = b"""
mapping: 1
reads: {format: csv}
tables:
  units: {t: TNE, kg: KGM, pcs: H87}
documents:
  - type: erp.order.v1
    split: row
    where: kind == 'NEW'
    group by: no
    identity: {number: order_no, content: true}
    body:
      order_no: {from: row/no, required: true}
      order_date: {from: row/date, as: date, required: true}
      currency: {from: row/currency, required: true, one of: [CNY, USD]}
      status: {value: new}
      lines:
        each: row
        fields:
          line_no: {from: line, required: true}
          sku: {from: sku, required: true}
          name: name
          quantity: {from: qty, as: quantity, unit: {from: unit, table: units}}
          unit_price: {from: price, as: decimal, required: true}
          line_amount: {from: amount, as: decimal, required: true}
          due_date: {from: due, as: date}
"""
_ROWS = "kind,no,date,currency,line,sku,name,unit,qty,price,amount,due\n"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?").fullmatch
_UNITS = {"t": "TNE", "kg": "KGM", "pcs": "H87"}
_ORDERS, _LINES, _TURNS = 100, 10, 9
_BOUND, _SHARE = 5_000, 0.4
_STANDARDS = Path(__file__).parents[1] / "mappings" / "standards"


def rows() -> bytes:
    """Every order's lines one below the other, no two lines alike."""
    lines = [
        f"NEW,PO-{number},2026-11-23,CNY,{line},S-{line:04},螺纹钢 HRB400E,t,{number}.{line},3850.{line:02},"
        f"{number * 385 + line}.25,2026-12-{line:02}\n"
        for number in range(1, _ORDERS + 1)
        for line in range(1, _LINES + 1)
    ]
    return (_ROWS + "".join(lines)).encode()


def by_hand(payload: bytes) -> list[tuple[dict[str, Any], str]]:
    """What a programmer writes for the same documents: the same checks, and the content's hash."""
    orders: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(payload.decode(), newline="")):
        if row["kind"] == "NEW":
            orders.setdefault(_text(row, "no"), []).append(row)
    found = []
    for number, lines in orders.items():
        if any(row[name] != lines[0][name] for name in ("date", "currency") for row in lines):
            raise ValueError(f"{number} differs in its lines")
        if lines[0]["currency"] not in {"CNY", "USD"}:
            raise ValueError(f"currency of {number}")
        body = {
            "order_no": number,
            "order_date": _date(lines[0], "date"),
            "currency": lines[0]["currency"],
            "status": "new",
            "lines": [_line(row) for row in lines],
        }
        found.append((body, content_hash(canonical_bytes(body))))
    return found


def _line(row: dict[str, str]) -> dict[str, Any]:
    unit = _UNITS.get(_text(row, "unit"))
    if unit is None:
        raise ValueError(f"unit {row['unit']}")
    return {
        "line_no": _text(row, "line"),
        "sku": _text(row, "sku"),
        "name": _text(row, "name"),
        "quantity": {"value": _decimal(row, "qty"), "unit": unit},
        "unit_price": _decimal(row, "price"),
        "line_amount": _decimal(row, "amount"),
        "due_date": _date(row, "due"),
    }


def _text(row: dict[str, str], name: str) -> str:
    text = (row.get(name) or "").strip()
    if not text or len(text) > 4_000 or "\0" in text:
        raise ValueError(f"{name} of {row}")
    return text


def _decimal(row: dict[str, str], name: str) -> Decimal:
    text = _text(row, name)
    if not _NUMBER(text):
        raise ValueError(f"{name} of {row}")
    return Decimal(text)


def _date(row: dict[str, str], name: str) -> str:
    text = _text(row, name)
    if len(text) != 10:
        raise ValueError(f"{name} of {row}")
    return date.fromisoformat(text).isoformat()


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}; what is compared takes turns."""
    payload, facts = rows(), Facts(zone="Asia/Shanghai")
    mapping, read = load_mapping(_CSV, "bench/in/orders.yaml", types=None), reader("csv")
    documents = mapping.read(read.read(payload, {}), facts).documents
    assert [(one.body, one.revision) for one in documents] == by_hand(payload), "the two ways differ"
    ours, other = in_turns(
        _ORDERS, _TURNS, lambda: mapping.read(read.read(payload, {}), facts), lambda: by_hand(payload)
    )
    return [
        at_least(
            "orders: from rows of CSV", ours, other, _SHARE, beside="hand-written Python", unit="orders/s"
        ),
        _of_standard("EDIFACT", "edifact/orders.yaml", edifact()),
        _of_standard("X12", "x12/850.yaml", x12("PO", order)),
    ]


def _of_standard(name: str, path: str, payload: bytes) -> dict[str, Any]:
    """By the mapping of a standard, which looks for much that few orders have; from the tree."""
    mapping = load_mapping((_STANDARDS / path).read_bytes(), f"standards/{path}")
    tree = reader(mapping.format).read(payload, mapping.options)
    facts = Facts(zone="Asia/Shanghai")
    count = len(mapping.read(tree, facts).documents)
    [rate] = in_turns(count, _TURNS, lambda: mapping.read(tree, facts))
    return at_least(
        f"orders: {name} by the standard's mapping", rate, _BOUND, 1.0, beside="bound", unit="orders/s"
    )
