"""The hub asks a funder to pay out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from core.catalogue.checks import require_fraction, require_moments, require_money_not_negative
from core.catalogue.fields import Key, Moment
from core.catalogue.finance_parts import TradeRefs
from core.catalogue.parts import Amount, BankAccount, Document, PartyRef


class FunderDrawdownRequest(Document, frozen=True, kw_only=True):
    """M27, an instruction from the hub to a funder: aligns with ISO 20022 pain.001.

    draw_no: the hub's number of the drawdown
    idempotency_key: the same at every try: a funder that has seen it pays nothing again
    facility_no: under which facility
    funder: who is to pay
    borrower: who will owe it
    amount: ≥ 0; how much
    payee: who is to be paid
    pay_to: where the money is to go
    value_date: when
    contract_no: the loan contract it is under
    trade_refs: the trade it pays for
    requested_at: when it was asked for
    maturity: until when
    rate_per_year: as agreed, a fraction
    """

    TYPE: ClassVar[str] = "funder.drawdown_request.v1"
    KEYS: ClassVar[tuple[str, ...]] = (
        "draw_no",
        "idempotency_key",
        "facility_no",
        "contract_no",
        "trade_refs.number",
    )
    TIMES: ClassVar[tuple[str, ...]] = ("requested_at", "value_date")

    draw_no: Key
    idempotency_key: Key
    facility_no: Key
    funder: PartyRef
    borrower: PartyRef
    amount: Amount
    payee: PartyRef
    pay_to: BankAccount
    value_date: date
    contract_no: Key
    trade_refs: TradeRefs = ()
    requested_at: Moment | None = None
    maturity: date | None = None
    rate_per_year: Decimal | None = None

    def __post_init__(self) -> None:
        require_moments(requested_at=self.requested_at)
        require_money_not_negative("amount", self.amount)
        require_fraction("rate_per_year", self.rate_per_year)
