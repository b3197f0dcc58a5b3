"""Two parties agree to trade: who buys from whom, until when, on which terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import require_fraction, require_money_not_negative, require_order
from core.catalogue.fields import Key, Text
from core.catalogue.parts import Amount, Attachment, Document, PartyRef


class TradeContract(Document, frozen=True, kw_only=True):
    """M02, a fact: the contract a receivable, an order or a prepayment comes from.

    contract_no: its number
    buyer, seller: who
    sign_date: when it was signed
    valid_to: until when it holds
    amount: ≥ 0; what is traded under it in all
    pay_term_days: days from the invoice to its payment
    delivery_terms: as written (EXW, DAP …)
    retention_rate: what the buyer keeps back 质保金, a fraction
    assignable: receivables of it may be assigned; null where it does not say
    set_off_waived: the buyer sets nothing off; null where it does not say
    file: the contract itself
    """

    TYPE: ClassVar[str] = "trade.contract.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("contract_no", "buyer.id", "seller.id")
    TIMES: ClassVar[tuple[str, ...]] = ("sign_date",)

    contract_no: Key
    buyer: PartyRef
    seller: PartyRef
    sign_date: date
    valid_to: date | None = None
    amount: Amount | None = None
    pay_term_days: Annotated[int, Meta(ge=0, le=36_500)] | None = None
    delivery_terms: Text = ""
    retention_rate: Decimal | None = None
    assignable: bool | None = None
    set_off_waived: bool | None = None
    file: Attachment | None = None

    def __post_init__(self) -> None:
        require_order(("sign_date", self.sign_date), ("valid_to", self.valid_to))
        require_money_not_negative("amount", self.amount)
        require_fraction("retention_rate", self.retention_rate)
