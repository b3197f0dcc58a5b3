"""Canonical documents of any content, as far as EDIFACT and X12 have a place for it; the way out and back."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import strategies as some

from adapters.formats import folder, load_writing, understand, write
from core.hub.mapping import Facts, Writing
from tests.mappings.ubl_bodies import DESK, MAPPINGS, Body, settled, some_of

FACTS = Facts(
    issuer="us",
    site="HQ",
    zone="UTC",
    facts={"sender": "US", "receiver": "THEM", "sequence": "12", "moment": "2026-11-28T08:00:00+00:00"},
)
# What is written: by which mapping, read again by which, as which type.
KINDS = {
    "edifact/orders": ("edifact/orders", "erp.order.v1"),
    "edifact/ordrsp": ("edifact/ordrsp", "erp.order_confirmation.v1"),
    "edifact/desadv": ("edifact/desadv", "erp.shipment.v1"),
    "edifact/invoic": ("edifact/invoic", "erp.invoice.v1"),
    "x12/850": ("x12/850", "erp.order.v1"),
    "x12/855": ("x12/855", "erp.order_confirmation.v1"),
    "x12/856": ("x12/856", "erp.shipment.v1"),
    "x12/810": ("x12/810", "erp.invoice.v1"),
}
# Latin of UNOC, with every sign of EDIFACT; X12 has no way to say its own signs inside a value.
_EDIFACT = some.characters(codec="iso-8859-1", categories=["L", "N", "P", "S"])
_X12 = some.characters(categories=["L", "N"], exclude_characters="*>~^:")
Words = some.SearchStrategy[str]
numbers = some.decimals(-(10**9), 10**9, places=2).map(str)
counts = some.decimals(0, 10**6, places=3).map(str)
days = some.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str)
RATES = some.sampled_from(["0", "0.13", "0.065"])


def bodies(kind: str) -> some.SearchStrategy[Body]:
    """What both standards can say of that kind, and what only this one can."""
    x12 = kind.startswith("x12")
    words = some.text(_X12 if x12 else _EDIFACT, min_size=1, max_size=10)
    return _MADE[KINDS[kind][1]](words, x12)


def _order(words: Words, x12: bool) -> some.SearchStrategy[Body]:
    more: Body = {"line_amount": numbers, "due_date": days} | _taxed(x12)
    needed = {"order_no": words, "status": some.just("new"), "order_date": days, **_sides(words)}
    totals = {} if x12 else {"totals": some_of({"lines": numbers}, tax=numbers)}
    return some_of(
        needed | {"lines": _lines(words, more)},
        payable=numbers,
        contract_no=words,
        due_date=days,
        ship_to=words,
        **totals,
    )


def _confirmation(words: Words, x12: bool) -> some.SearchStrategy[Body]:
    results = some.sampled_from(["accept", "partial", "reject"])
    needed = {"confirmation_no": words, "order_no": words, "result": results, "issue_date": days}
    lines = _lines(words, {"due_date": days})
    return some_of(needed | _sides(words) | {"lines": lines}, reason=words)


def _shipment(words: Words, x12: bool) -> some.SearchStrategy[Body]:
    more: Body = {"lot_no": words, "packages": some.integers(0, 999)}
    more |= {"gross_weight": _measure(counts)} if x12 else _of_order(words, x12)
    sides = {name: _party(words) for name in ("seller", "buyer")}
    return some_of(
        {"asn_no": words, "issue_date": days, **sides, "lines": _lines(words, more, priced=False)},
        ship_date=days,
        eta_date=days,
        carrier=_party(words),
        vehicle=words,
        ship_to=words,
        ship_from=words,
        **({} if x12 else {"order_no": words}),
    )


def _invoice(words: Words, x12: bool) -> some.SearchStrategy[Body]:
    more = {"line_amount": numbers, "tax": numbers} | _of_order(words, x12)
    more |= {} if x12 else {"tax_rate": RATES}
    kinds = some.sampled_from(["invoice", "credit_note", "debit_note"])
    sums = some.decimals(0, 10**9, places=2).map(str)
    totals = ["allowances", "charges"] + ([] if x12 else ["lines", "ex_tax", "prepaid"])
    tax = {"category": words if x12 else some.sampled_from(["S", "Z"]), "tax": numbers}
    needed = {"kind": kinds, "invoice_no": words, "issue_date": days, "payable": numbers, **_sides(words)}
    return some_of(
        needed | {"lines": _lines(words, more)},
        due_date=days,
        taxes=some.lists(some_of(tax, rate=RATES, taxable=numbers), max_size=2),
        totals=some_of({}, **dict.fromkeys(totals, sums)),
    )


def _sides(words: Words) -> Body:
    return {"currency": some.just("EUR"), "seller": _party(words), "buyer": _party(words)}


def _of_order(words: Words, x12: bool) -> Body:
    return {
        "order_no": words,
        "order_line_no": words if x12 else some.from_regex("[0-9]{1,6}", fullmatch=True),
    }


def _party(words: some.SearchStrategy[str]) -> some.SearchStrategy[Body]:
    return some.fixed_dictionaries({"id": words, "name": words})


def _measure(values: some.SearchStrategy[str]) -> some.SearchStrategy[Body]:
    return some.fixed_dictionaries({"value": values, "unit": some.sampled_from(["TNE", "KGM", "H87"])})


def _taxed(x12: bool) -> Body:
    return {} if x12 else {"tax_rate": RATES, "tax": numbers}


def _lines(words: Words, more: Body, *, priced: bool = True) -> some.SearchStrategy[list[Body]]:
    fields = {"sku": words, "buyer_sku": words, "name": words, **more}
    if priced:
        fields |= {"unit_price": numbers}
    needed = {"line_no": some.from_regex("[0-9]{1,6}", fullmatch=True), "quantity": _measure(counts)}
    return some.lists(some_of(needed, **fields), min_size=1, max_size=3)


_MADE = {
    "erp.order.v1": _order,
    "erp.order_confirmation.v1": _confirmation,
    "erp.shipment.v1": _shipment,
    "erp.invoice.v1": _invoice,
}


def written(kind: str, body: Body) -> bytes:
    return write(_writing(kind), body, FACTS)


@cache
def _writing(kind: str) -> Writing:
    standard, _, name = kind.partition("/")
    path = f"standards/{standard}/out/{name}.yaml"
    return load_writing((MAPPINGS / path).read_bytes(), path, folder(MAPPINGS))


def read_again(kind: str, payload: bytes) -> Body:
    """What our own mapping reads of it, by the strict reader."""
    mapping = DESK.mapping(MAPPINGS / "standards" / f"{KINDS[kind][0]}.yaml")
    [document] = understand(mapping, payload, FACTS).documents
    return settled(document.type, document.body)
