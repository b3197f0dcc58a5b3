"""What two mappings make of one history, counted: fields, refusals, money, goods; small whatever it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

EXAMPLES_MAX = 3
# So many different fields, refusals and goods are told apart; what comes after them is counted as one.
FIELDS_MAX, REFUSALS_MAX, GOODS_MAX = 500, 200, 5_000
OTHERS = "others"
SHOWN_MAX = 120
_AMOUNTS = frozenset({"payable", "line_amount"})
_ITEM = ("sku", "lot_no", "commodity_code", "name")


class FieldCount(msgspec.Struct, kw_only=True):
    """How often a field differs; examples: (place, before, after)."""

    count: int = 0
    examples: list[tuple[str, str, str]] = []


class Sums(msgspec.Struct, kw_only=True):
    """What the differing documents say in all, before and after."""

    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)


class MappingDiff(msgspec.Struct, kw_only=True):
    """How far a comparison is, and what it has found; it goes on from here after a stop.

    since, until: what arrived between. old, new: hashes of the mappings, mapping: the name in the contract.
    places: of each partition the number of the last message looked at. ended: all of them were.
    looked: messages that the mapping reads; other: of the partner, read by another.
    gone, added: documents that only the one makes of a message both read.
    """

    partner: str
    mapping: str
    old: str
    new: str
    since: datetime
    until: datetime
    places: dict[str, int] = {}
    ended: bool = False
    looked: int = 0
    other: int = 0
    same: int = 0
    changed: int = 0
    gone: int = 0
    added: int = 0
    refused_by_both: int = 0
    newly_refused: dict[str, FieldCount] = {}
    newly_accepted: dict[str, FieldCount] = {}
    fields: dict[str, FieldCount] = {}
    money: dict[str, Sums] = {}
    goods: dict[str, Sums] = {}


def count_changes(found: MappingDiff, type_name: str, sides: tuple[Any, Any], at: str) -> None:
    """Every field in which two documents differ, by its path whichever of its list it stands in."""
    for path, before, after in differing(*sides, ""):
        note(found.fields, f"{type_name} {path}", (at, shown(before), shown(after)), FIELDS_MAX)


def shown(value: Any) -> str:
    if value is None:
        return ""
    return (value if isinstance(value, str) else msgspec.json.encode(value).decode())[:SHOWN_MAX]


def differing(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """(path, before, after) where they differ: the innermost fields, or what only one of them has."""
    if before == after:
        return
    if before.__class__ is dict and after.__class__ is dict:
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                yield from differing(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif before.__class__ is tuple and after.__class__ is tuple and len(before) == len(after):
        below = f"{path}[]"
        for one, other in zip(before, after, strict=True):
            yield from differing(one, other, below)
    else:
        yield path, before, after


def count_refusal(kind: dict[str, FieldCount], code: str, at: str, text: str) -> None:
    note(kind, code, (at, "", text[:SHOWN_MAX]), REFUSALS_MAX)


def note(kind: dict[str, FieldCount], name: str, example: tuple[str, str, str], most: int) -> None:
    """One more of this name; the first few with an example."""
    name = name if name in kind or len(kind) < most else OTHERS
    count = kind.setdefault(name, FieldCount())
    count.count += 1
    if len(count.examples) < EXAMPLES_MAX:
        count.examples = [*count.examples, example]


def count_sums(found: MappingDiff, type_name: str, body: Any, *, after: bool) -> None:
    """Money by currency and goods by item and unit, of a document that is not the same on both sides."""
    for path, currency, amount in money_in(body):
        _add(found.money, f"{type_name} {path} {currency}", amount, after=after)
    for path, item, unit, value in goods_in(body):
        name = f"{type_name} {path} {item} {unit}"
        full = name not in found.goods and len(found.goods) >= GOODS_MAX
        _add(found.goods, f"{type_name} {path} {OTHERS} {unit}" if full else name, value, after=after)


def _add(sums: dict[str, Sums], name: str, value: Decimal, *, after: bool) -> None:
    one = sums.setdefault(name, Sums())
    if after:
        one.after += value
    else:
        one.before += value


def money_in(body: Any, path: str = "", currency: str = "") -> Iterator[tuple[str, str, Decimal]]:
    """(path, currency, amount): an amount with its currency, and what is to pay in that of the document."""
    if body.__class__ is tuple:
        below = f"{path}[]"
        for one in body:
            if one.__class__ is dict:
                yield from money_in(one, below, currency)
        return
    said = body.get("currency")
    if said is not None and "amount" in body:
        yield path or "amount", said, Decimal(body["amount"])
        return
    currency = said or currency
    for name, value in body.items():
        if value.__class__ is str:
            if currency and name in _AMOUNTS:
                yield f"{path}.{name}" if path else name, currency, Decimal(value)
        elif name != "extensions" and (value.__class__ is dict or value.__class__ is tuple):
            yield from money_in(value, f"{path}.{name}" if path else name, currency)


def goods_in(body: Any, path: str = "", item: str = "") -> Iterator[tuple[str, str, str, Decimal]]:
    """(path, item, unit, value) of every quantity; the item is the nearest article, lot or name around it."""
    if body.__class__ is tuple:
        below = f"{path}[]"
        for one in body:
            if one.__class__ is dict:
                yield from goods_in(one, below, item)
        return
    if len(body) == 2 and "value" in body and "unit" in body:
        yield path, item or "-", body["unit"], Decimal(body["value"])
        return
    for name in _ITEM:
        if name in body:
            item = body[name]
            break
    for name, value in body.items():
        if name != "extensions" and (value.__class__ is dict or value.__class__ is tuple):
            yield from goods_in(value, f"{path}.{name}" if path else name, item)
