"""A balance sheet, profit and loss or cash flow of one period, in the unit it was written in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.checks import Wrong, require_currency, require_decimal
from core.catalogue.fields import Currency, Key, OptionalKey
from core.catalogue.parts import Document, Line


class StatementItem(Line, frozen=True, kw_only=True):
    """One item.

    code: of the template (total_assets, total_liabilities, total_equity, revenue, net_profit …)
    amount: in the statement's unit, as written
    """

    code: Key
    amount: Decimal

    def __post_init__(self) -> None:
        require_decimal("amount", self.amount)


class FinancialStatement(Document, frozen=True, kw_only=True):
    """M11, a fact; aligns with the Chinese XBRL taxonomy.

    statement_no: the source's number, or what names it
    uscc: whose
    period_end: last day
    period: M month, Q quarter, H half year, Y year
    kind: balance_sheet, profit_and_loss or cash_flow
    currency: ISO 4217
    unit: 1, 1000 or 10000: how much of the currency an amount of 1 is 元, 千元, 万元
    items: each code once
    scope: single, or consolidated with its group
    audited: whether an auditor signed it
    template: whose items
    """

    TYPE: ClassVar[str] = "erp.financial_statement.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("statement_no", "uscc")
    TIMES: ClassVar[tuple[str, ...]] = ("period_end",)

    statement_no: Key
    uscc: Key
    period_end: date
    period: Literal["M", "Q", "H", "Y"]
    kind: Literal["balance_sheet", "profit_and_loss", "cash_flow"]
    currency: Currency
    unit: Literal[1, 1000, 10000]
    items: Annotated[tuple[StatementItem, ...], Meta(min_length=1, max_length=1_000)]
    scope: Literal["single", "consolidated"] | None = None
    audited: bool = False
    template: OptionalKey = ""

    def __post_init__(self) -> None:
        require_currency("currency", self.currency)
        codes = [item.code for item in self.items]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice is not None:
            raise Wrong(f"item {twice} stands twice", cause="catalogue.item_twice", field="items")
