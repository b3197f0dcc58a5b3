"""Who trades what with whom, as orders, deliveries and invoices tell it; no other room keeps them."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from core.hub.records import Record

ORDER, SHIPMENT, RECEIPT, INVOICE = "order", "shipment", "receipt", "invoice"
CREDIT, PAYMENT = "credit", "payment"
# What an amount is in where a document with amounts of goods alone does not say.
HOME = "CNY"
ALL = "*"


class TradeLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line. quantity: in `unit`, a decimal as text, "" where not said; price: before tax for one unit, as
    "numerator/denominator"; amount: before tax, in minor units; order: that the line itself names."""

    order: str = ""
    sku: str = ""
    buyer_sku: str = ""
    name: str = ""
    goods: str = ""
    unit: str = ""
    quantity: str = ""
    price: str = ""
    amount: int | None = None


class TradeDocument(Record, frozen=True, kw_only=True):
    """A document as it is known now; days are yyyymmdd, 0 where nobody said.

    issuer: whose number it is. state: "" or void, red, cancelled. gross_minor, net_minor: with and without
    tax, None where not said or not in whole minor units. orders: the numbers it is for, one a line;
    deliveries: of the shipments and receipts it names. returned: goods of this order were sent back.
    lines: `TradeLine`s, in canonical bytes. first_day: of an order that changed, when it was first given.
    """

    TABLE: ClassVar[str] = "risk_trade_document"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "issuer", "number")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "number"), ("contract_no",))
    BOOK: ClassVar[bool] = True

    kind: str
    issuer: str
    number: str
    seller: str
    buyer: str
    day: int
    first_day: int = 0
    due_day: int = 0
    state: str = ""
    currency: str = ""
    gross_minor: int | None = None
    net_minor: int | None = None
    contract_no: str = ""
    orders: str = ""
    deliveries: str = ""
    returned: bool = False
    lines: bytes = b"[]"

    def read_lines(self) -> list[TradeLine]:
        return msgspec.json.decode(self.lines, type=list[TradeLine])


class OrderLink(Record, frozen=True, kw_only=True):
    """A shipment, receipt, invoice or credit note is for this order."""

    TABLE: ClassVar[str] = "risk_order_link"
    KEY: ClassVar[tuple[str, ...]] = ("order_no", "kind", "issuer", "number")
    BOOK: ClassVar[bool] = True

    order_no: str
    kind: str
    issuer: str
    number: str


class TradePair(Record, frozen=True, kw_only=True):
    """A seller and a buyer over all time, in minor units of one currency; first_day: the first document's."""

    TABLE: ClassVar[str] = "risk_trade_pair"
    KEY: ClassVar[tuple[str, ...]] = ("seller", "buyer", "currency")
    BOOK: ClassVar[bool] = True

    seller: str
    buyer: str
    currency: str
    first_day: int
    invoiced_minor: int = 0
    credited_minor: int = 0
    paid_minor: int = 0
    payments: int = 0


class TradeMonth(Record, frozen=True, kw_only=True):
    """What a seller and a buyer (or all buyers, ALL) did in a month (yyyymm): counts, minor units.

    returned: orders of which goods came back. at_end: invoices issued on the last days of the month.
    legs: kinds of goods on them, each invoice for itself.
    squares: sum of the squares of the invoices' amounts, as text because it is longer than any column.
    """

    TABLE: ClassVar[str] = "risk_trade_month"
    KEY: ClassVar[tuple[str, ...]] = ("seller", "buyer", "currency", "month")
    BOOK: ClassVar[bool] = True

    seller: str
    buyer: str
    currency: str
    month: int
    orders: int = 0
    cancelled: int = 0
    returned: int = 0
    invoices: int = 0
    at_end: int = 0
    legs: int = 0
    invoiced_minor: int = 0
    credited_minor: int = 0
    paid_minor: int = 0
    squares: str = "0"


class TradeLeg(Record, frozen=True, kw_only=True):
    """One kind of goods on one invoice: a leg of a way that may lead back to where it began."""

    TABLE: ClassVar[str] = "risk_trade_leg"
    KEY: ClassVar[tuple[str, ...]] = ("seller", "month", "goods", "buyer", "number")
    BOOK: ClassVar[bool] = True

    seller: str
    month: int
    goods: str
    buyer: str
    number: str
    day: int
    unit: str
    price: str


class ContractOfTrade(Record, frozen=True, kw_only=True):
    """A contract between a seller and a buyer; invoiced_minor: of it so far, less credit notes."""

    TABLE: ClassVar[str] = "risk_trade_contract"
    KEY: ClassVar[tuple[str, ...]] = ("contract_no", "seller")
    BOOK: ClassVar[bool] = True

    contract_no: str
    seller: str
    buyer: str = ""
    sign_day: int = 0
    currency: str = ""
    amount_minor: int | None = None
    invoiced_minor: int = 0
