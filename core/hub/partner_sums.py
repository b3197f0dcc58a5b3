"""Sums of a report: goods and money as documents tell them, and times as a few hundred counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import msgspec

# Times are counted by their first two digits, so that any number of them is a few hundred counters.
_DIGITS = 2


class Sum(NamedTuple):
    """So much of a unit or a currency, by the type that told it."""

    type: str
    what: str
    unit: str
    value: Decimal


class Times:
    """Durations in whole milliseconds; a part of them is told to two digits, never too low."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self.count = 0

    def add(self, milliseconds: int) -> None:
        scale = 10 ** max(0, len(str(milliseconds)) - _DIGITS)
        self._counts[-(-milliseconds // scale) * scale] += 1
        self.count += 1

    def part(self, per_cent: int) -> int | None:
        """The time that so many of a hundred kept; None where there are none."""
        left = -(-self.count * per_cent // 100)
        for milliseconds in sorted(self._counts):
            left -= self._counts[milliseconds]
            if left <= 0:
                return milliseconds
        return None


class _Measure(msgspec.Struct):
    value: Decimal
    unit: str


class _Money(msgspec.Struct):
    amount: Decimal
    currency: str


class _Lot(msgspec.Struct):
    quantity: _Measure | None = None


class _Entry(msgspec.Struct):
    amount: _Money
    side: str = ""
    status: str = ""


class _Told(msgspec.Struct):
    """What of any canonical body is goods or money."""

    lots: list[_Lot] = []
    entries: list[_Entry] = []
    currency: str | None = None
    payable: Decimal | None = None
    amount: _Money | None = None
    kind: str = ""


_GOODS = ("wms.inbound.v1", "wms.outbound.v1", "wms.release_receipt.v1")
_READ = (*_GOODS, "erp.invoice.v1", "erp.payment.v1", "bank.statement.v1")


def told(type_: str, body: bytes) -> Iterator[Sum]:
    """Goods that came or left, money that was billed or paid; nothing of what only says how things stand."""
    if type_ not in _READ:
        return
    read = msgspec.json.decode(body, type=_Told)
    if type_ in _GOODS:
        for lot in read.lots:
            if lot.quantity is not None:
                yield Sum(type_, "goods", lot.quantity.unit, lot.quantity.value)
    elif type_ == "erp.invoice.v1" and read.payable is not None:
        sign = -1 if read.kind == "credit_note" else 1
        yield Sum(type_, "money", read.currency or "", sign * read.payable)
    elif read.amount is not None:
        yield Sum(type_, "money", read.amount.currency, read.amount.amount)
    for entry in read.entries:
        if entry.status == "booked":
            yield Sum(type_, f"money {entry.side}", entry.amount.currency, entry.amount.amount)
