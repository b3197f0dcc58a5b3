"""The parts that orders, confirmations and invoices share: trade lines, totals, and whether they add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from core.catalogue.checks import (
    Wrong,
    require_above_zero,
    require_currency,
    require_decimals,
    require_fraction,
)
from core.catalogue.fields import LINES_MAX, Key, OptionalKey, Text
from core.catalogue.parts import Line, Measure, Part
from core.kernel.exact import total

_NONE = Decimal(0)


class TradeLine(Line, frozen=True, kw_only=True):
    """One line of an order or invoice; amounts are in the document's currency, with the sign as written.

    line_no: as the document numbers it
    sku: the seller's number of the article, where it gives none its GTIN
    buyer_sku: the buyer's number of it
    commodity_code: HS, UNSPSC or 税收分类编码
    name, spec: of the goods, as written
    quantity: signed: a credited line may be below 0
    unit_price: of `price_per`, before tax, with as many decimals as written
    price_per: what the price is for, above 0; null is one unit of the quantity
    tax_rate: fraction (0.13)
    tax: of the line
    line_amount: before tax, after the line's own allowances and charges
    due_date: delivery asked for or promised
    order_no, order_line_no: of the order it is for
    """

    line_no: Key
    sku: OptionalKey = ""
    buyer_sku: OptionalKey = ""
    commodity_code: OptionalKey = ""
    name: Text = ""
    spec: Text = ""
    quantity: Measure | None = None
    unit_price: Decimal | None = None
    price_per: Measure | None = None
    tax_rate: Decimal | None = None
    tax: Decimal | None = None
    line_amount: Decimal | None = None
    due_date: date | None = None
    order_no: OptionalKey = ""
    order_line_no: OptionalKey = ""

    def __post_init__(self) -> None:
        require_decimals(unit_price=self.unit_price, tax=self.tax, line_amount=self.line_amount)
        require_fraction("tax_rate", self.tax_rate)
        require_above_zero("price_per", self.price_per)

    @property
    def has_amount(self) -> bool:
        return (self.unit_price, self.tax, self.line_amount) != (None, None, None)


TradeLines = Annotated[tuple[TradeLine, ...], Meta(max_length=LINES_MAX)]


class TaxLine(Part, frozen=True, kw_only=True):
    """Tax at one rate; amounts are in the document's currency.

    category: UNCL 5305 (S standard, Z zero, E exempt, AE reverse charge) or the source's word
    rate: fraction (0.13)
    taxable: what it is on
    tax: how much
    """

    category: OptionalKey = ""
    rate: Decimal | None = None
    taxable: Decimal | None = None
    tax: Decimal | None = None

    def __post_init__(self) -> None:
        require_fraction("rate", self.rate)
        require_decimals(taxable=self.taxable, tax=self.tax)


class Totals(Part, frozen=True, kw_only=True):
    """What a document says it comes to, in its currency, each as written; null is not stated.

    What is left to pay (with_tax less prepaid plus rounding) is the document's own `payable`.

    lines: sum of the line amounts
    allowances, charges: on the whole document, both with the sign of what they take or add
    ex_tax: lines less allowances plus charges
    tax: all taxes
    with_tax: ex_tax plus tax
    prepaid: paid already
    rounding: added to come to a round payable
    """

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    ex_tax: Decimal | None = None
    tax: Decimal | None = None
    with_tax: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None

    def __post_init__(self) -> None:
        require_decimals(**msgspec.structs.asdict(self))


def require_currency_of(
    currency: str | None, lines: tuple[TradeLine, ...], *totals: Totals | Decimal | None
) -> None:
    """An ISO 4217 code; it may be missing only where no amount is stated."""
    if currency is not None:
        require_currency("currency", currency)
    elif any(total not in {None, Totals()} for total in totals) or any(line.has_amount for line in lines):
        raise Wrong(
            "a document with amounts needs its currency", cause="catalogue.no_currency", field="currency"
        )


class Discrepancy(msgspec.Struct, frozen=True, kw_only=True):
    """A total that is not what its parts give: kept as stated, shown with both numbers, never corrected."""

    what: str
    stated: Decimal
    computed: Decimal

    @property
    def text(self) -> str:
        return f"{self.what} is stated as {self.stated} and comes to {self.computed}"


def discrepancies(
    lines: tuple[TradeLine, ...], taxes: tuple[TaxLine, ...], totals: Totals | None, payable: Decimal | None
) -> tuple[Discrepancy, ...]:
    """Every stated total that its stated parts do not give; where a part is not stated nothing is judged."""
    totals = totals or Totals()
    with_tax = _sum(totals.ex_tax, totals.tax)
    due = with_tax if totals.with_tax is None else totals.with_tax
    judged = (
        ("lines", totals.lines, _sum(*(line.line_amount for line in lines)) if lines else None),
        ("tax", totals.tax, _sum(*(tax.tax for tax in taxes)) if taxes else None),
        ("ex_tax", totals.ex_tax, _sum(totals.lines, _less(totals.allowances), totals.charges or _NONE)),
        ("with_tax", totals.with_tax, with_tax),
        ("payable", payable, _sum(due, _less(totals.prepaid), totals.rounding or _NONE)),
    )
    return tuple(
        Discrepancy(what=what, stated=stated, computed=computed)
        for what, stated, computed in judged
        if stated is not None and computed is not None and stated != computed
    )


def _less(value: Decimal | None) -> Decimal:
    return _NONE if value is None else value.copy_negate()


def _sum(*values: Decimal | None) -> Decimal | None:
    """Their sum, or None if one is not stated."""
    stated = [value for value in values if value is not None]
    return total(stated) if len(stated) == len(values) else None
