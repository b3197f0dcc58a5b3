"""A voucher as a form says it: lines with amounts as people write them, read into whole minor units."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import BaseModel, Field

from core.kernel.currencies import is_currency
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.ledger import VoucherLine, VoucherMade
from gateway.console.days import day_of

# A form has a hundred fields at most; a voucher of more lines comes as a message.
LINES = 8
CELL: Any = Field(default=[], max_length=LINES)


class Written(BaseModel):
    """What somebody typed: the head, and the lines column by column. reverses: the entry it takes back."""

    book: str = Field(max_length=100)
    number: str = Field(max_length=100)
    day: str = Field(max_length=20)
    text: str = Field(default="", max_length=1_000)
    reverses: str = Field(default="", max_length=200)
    seen: str = Field(default="", max_length=40)
    account: list[str] = CELL
    side: list[Literal["debit", "credit"]] = CELL
    currency: list[str] = CELL
    amount: list[str] = CELL
    party: list[str] = CELL
    contract: list[str] = CELL
    lot: list[str] = CELL
    funder: list[str] = CELL

    def row(self, at: int) -> dict[str, str]:
        """One line as it was typed, for the form that is shown again."""
        names = ("account", "side", "currency", "amount", "party", "contract", "lot", "funder")
        return {name: cells[at] if at < len(cells := getattr(self, name)) else "" for name in names}

    def said(self, maker: str) -> VoucherMade:
        """The voucher. Refused, naming the line, where it makes none."""
        if not self.number.strip() or not self.book.strip():
            raise Refused("a voucher has a book and a number of its own; write both")
        day = day_of(self.day)
        if not day:
            raise Refused("a voucher has a day; write it like 2026-11-23")
        rows = [self.row(at) for at in range(LINES)]
        lines = [
            _line(at, row)
            for at, row in enumerate(rows, 1)
            if row["account"].strip() or row["amount"].strip()
        ]
        return VoucherMade(
            book=self.book.strip(),
            number=self.number.strip(),
            business_day=day,
            text=self.text.strip(),
            maker=maker,
            lines=tuple(lines),
            reverses=self.reverses.strip(),
        )


def _line(at: int, row: dict[str, str]) -> VoucherLine:
    currency = row["currency"].strip().upper()
    if not row["account"].strip():
        raise Refused(f"line {at} names no account")
    if not is_currency(currency):
        raise Refused(f"line {at}: {currency!r} is no ISO 4217 currency")
    return VoucherLine(
        account=row["account"].strip().split(" ")[0],
        side=row["side"],
        currency=currency,
        minor=_minor(at, row["amount"], currency),
        **{name: row[name].strip() for name in ("party", "contract", "lot", "funder")},
    )


def _minor(at: int, text: str, currency: str) -> int:
    """1,234.50 as 123450; Refused where it is no amount, or has more decimals than the currency."""
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise Refused(f"line {at}: {text[:40]!r} is no amount; write it like 1234.50")
    try:
        return Money.of(amount, currency).minor
    except Refused as error:
        raise Refused(f"line {at}: {error.text}") from error
