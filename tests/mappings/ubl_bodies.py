"""Canonical documents of any content, as far as UBL has a place for it; and the way out into UBL and back."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as some

from adapters.formats import folder, load_writing, understand, write
from adapters.wiring.samples import Desk
from core import catalogue
from core.hub.mapping import Facts, Writing
from tests.programs import ROOT

Body = dict[str, Any]
MAPPINGS = ROOT / "mappings"
DESK = Desk(MAPPINGS)
FACTS = Facts(issuer="seller", site="HQ", zone="UTC", name="out.xml", facts={"document": "D-1"})
# What is written, what reads it again, and the root of it.
KINDS = {
    "invoice": ("invoice", "Invoice"),
    "credit_note": ("invoice", "CreditNote"),
    "order": ("order", "Order"),
    "despatch_advice": ("despatch_advice", "DespatchAdvice"),
    "receipt_advice": ("receipt_advice", "ReceiptAdvice"),
    "application_response": ("application_response", "ApplicationResponse"),
}
# NA is what UBL says where it has no number.
words = some.text(
    some.characters(categories=["L", "N", "P", "S"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
).filter(lambda text: text != "NA")
numbers = some.decimals(-(10**9), 10**9, places=2).map(str)
counts = some.decimals(0, 10**6, places=3).map(str)
days = some.dates().map(str)
parties = some.fixed_dictionaries({"id": words, "name": words})


def some_of(needed: Body, **more: some.SearchStrategy[Any]) -> some.SearchStrategy[Body]:
    return some.fixed_dictionaries(needed, optional=more)


def measures(values: some.SearchStrategy[str]) -> some.SearchStrategy[Body]:
    return some.fixed_dictionaries({"value": values, "unit": some.sampled_from(["TNE", "KGM", "H87"])})


RATES = some.sampled_from(["0", "0.13", "0.065"])
ITEM = {"sku": words, "buyer_sku": words}
OF_ORDER = {"order_no": words, "order_line_no": words}
PRICED = {
    **ITEM,
    "commodity_code": words,
    "quantity": measures(counts),
    "unit_price": numbers,
    "tax_rate": RATES,
    "tax": numbers,
}
TOTALS = some_of(
    {},
    **dict.fromkeys(["lines", "ex_tax", "with_tax", "allowances", "charges", "prepaid", "rounding"], numbers),
)


def lines(needed: Body, **more: some.SearchStrategy[Any]) -> some.SearchStrategy[list[Body]]:
    return some.lists(some_of({"line_no": words, "name": words, **needed}, **more), min_size=1, max_size=3)


REFS = some.fixed_dictionaries(
    {
        "kind": some.sampled_from(["contract", "invoice", "credit_note", "shipment", "receipt"]),
        "number": words,
    }
)
BILLED: Body = {
    "invoice_no": words,
    "issue_date": days,
    "currency": some.sampled_from(["CNY", "EUR"]),
    "payable": numbers,
    "seller": parties,
    "buyer": parties,
    "lines": lines({"line_amount": numbers}, **PRICED, **OF_ORDER),
}
BILLED_MORE: Body = {
    # A code of another kind than the document is refused.
    "type_code": words.filter(lambda code: not code.isdecimal()),
    "tax_point_date": days,
    "due_date": days,
    "payee": parties,
    "payee_account": some_of({"number": words}, name=words, bank_code=words),
    "totals": TOTALS,
    "refs": some.lists(REFS, max_size=3),
}
ORDERED: Body = {
    "order_no": words,
    "status": some.just("new"),
    "order_date": days,
    "currency": some.just("EUR"),
    "buyer": parties,
    "seller": parties,
    "payable": numbers,
    "lines": lines({}, **PRICED, line_amount=numbers, due_date=days),
}
# Of several lots there are at least two, and they differ.
LOTS = some.lists(words, min_size=2, max_size=3, unique=True)
SENT = lines(
    {}, **ITEM, **OF_ORDER, quantity=measures(counts), lot_no=words, gross_weight=measures(counts),
    net_weight=measures(counts),
) | lines({}, **ITEM, quantity=measures(counts), lot_nos=LOTS)  # fmt: skip
TAKEN = lines(
    {}, **ITEM, **OF_ORDER, quantity_received=measures(counts), quantity_rejected=measures(counts),
    reason=words, lot_no=words,
)  # fmt: skip
ANSWER: Body = {
    "about": words,
    "result": some.just("nack"),
    "event_time": some.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z"),
    "code": some.sampled_from(["PRI", "hub-refused"]),
}
SIDES: Body = {"seller": parties, "buyer": parties}
BODIES: dict[str, some.SearchStrategy[Body]] = {
    "invoice": some_of({"kind": some.just("invoice"), **BILLED}, **BILLED_MORE),
    "credit_note": some_of({"kind": some.just("credit_note"), **BILLED}, **BILLED_MORE),
    "order": some_of(ORDERED, contract_no=words, due_date=days, totals=TOTALS),
    "despatch_advice": some_of(
        {"asn_no": words, "issue_date": days, **SIDES, "lines": SENT},
        order_no=words, ship_date=days, eta_date=days, carrier=parties, vehicle=words,
        gross_weight=measures(counts), net_weight=measures(counts),
    ),
    "receipt_advice": some_of(
        {"grn_no": words, "receipt_date": days, **SIDES, "lines": TAKEN}, order_no=words, asn_no=words
    ),
    "application_response": some_of(ANSWER, text=words, place=words),
}  # fmt: skip


def written(kind: str, body: Body) -> bytes:
    """As UBL."""
    return write(_writing(kind), body, FACTS)


@cache
def _writing(kind: str) -> Writing:
    path = MAPPINGS / "standards" / "ubl" / "out" / f"{kind}.yaml"
    return load_writing(path.read_bytes(), f"standards/ubl/out/{kind}.yaml", folder(MAPPINGS))


def read_again(kind: str, payload: bytes) -> Body:
    """What our own mapping reads of it."""
    mapping = DESK.mapping(MAPPINGS / "standards" / "ubl" / f"{KINDS[kind][0]}.yaml")
    [document] = understand(mapping, payload, FACTS).documents
    return settled(document.type, document.body)


def settled(type_name: str, body: Body) -> Body:
    """Through the catalogue, without what is empty; numbers by their value, references in any order."""
    canonical: Body = json.loads(catalogue.canonical(catalogue.read(type_name, body)))
    found: Body = _plain(canonical)
    if "refs" in found:
        found["refs"] = sorted(found["refs"], key=msgspec.json.encode)
    return found


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        held = {key: _plain(each, key) for key, each in value.items()}
        return {key: each for key, each in held.items() if each not in ({}, [], "", None)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(Decimal(value).normalize()) if name in {"rate", "tax_rate"} else value
