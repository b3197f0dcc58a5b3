"""A buyer orders, changes or cancels an order; the seller answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from core.catalogue.checks import require_decimal, require_moments, require_one_of
from core.catalogue.fields import Count, Currency, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Document, PartyRef
from core.catalogue.trade import TaxLine, Totals, TradeLines, require_currency_of


class Order(Document, frozen=True, kw_only=True):
    """M03, a fact: aligns with UBL Order, OrderChange and OrderCancellation, EDIFACT ORDERS, X12 850 and 860.

    order_no: the buyer's number
    status: new, changed (the whole order as it now is) or cancelled
    order_date: as the document says
    ordered_at: the moment, where the source gives one
    version: of the order, growing with each change; null where the source has none
    currency: ISO 4217 of every amount in it; needed where there is one
    buyer, seller: who
    lines: none in a cancellation
    payable: what it comes to, as stated
    totals: as stated
    taxes: by rate
    contract_no: it is under
    due_date: delivery asked for
    ship_to: where to, as written
    reason: of a change or cancellation
    """

    TYPE: ClassVar[str] = "erp.order.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("order_no", "contract_no")
    TIMES: ClassVar[tuple[str, ...]] = ("ordered_at", "order_date")

    order_no: Key
    status: Literal["new", "changed", "cancelled"]
    order_date: date
    ordered_at: Moment | None = None
    version: Count | None = None
    currency: Currency | None = None
    buyer: PartyRef | None = None
    seller: PartyRef | None = None
    lines: TradeLines = ()
    payable: Decimal | None = None
    totals: Totals | None = None
    taxes: tuple[TaxLine, ...] = ()
    contract_no: OptionalKey = ""
    due_date: date | None = None
    ship_to: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_moments(ordered_at=self.ordered_at)
        require_decimal("payable", self.payable)
        require_currency_of(self.currency, self.lines, self.totals, self.payable)


class OrderConfirmation(Document, frozen=True, kw_only=True):
    """M04, a fact: aligns with UBL OrderResponse, EDIFACT ORDRSP, X12 855.

    confirmation_no: the seller's number
    order_no: it answers
    result: accept, partial (the lines say what is accepted) or reject
    order_version: it answers
    issue_date: as the document says
    signed_at: the moment, where the source gives one
    currency: ISO 4217 of every amount in it
    buyer, seller: who
    lines: as accepted
    signer: who signed for the seller
    reason: of a rejection or difference
    """

    TYPE: ClassVar[str] = "erp.order_confirmation.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("confirmation_no", "order_no")
    TIMES: ClassVar[tuple[str, ...]] = ("signed_at", "issue_date")

    confirmation_no: Key
    order_no: Key
    result: Literal["accept", "partial", "reject"]
    order_version: Count | None = None
    issue_date: date | None = None
    signed_at: Moment | None = None
    currency: Currency | None = None
    buyer: PartyRef | None = None
    seller: PartyRef | None = None
    lines: TradeLines = ()
    signer: Text = ""
    reason: Text = ""

    def __post_init__(self) -> None:
        require_moments(signed_at=self.signed_at)
        require_one_of(signed_at=self.signed_at, issue_date=self.issue_date)
        require_currency_of(self.currency, self.lines)
