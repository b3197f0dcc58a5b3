"""A borrower asks for money under a facility."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from core.catalogue.checks import Wrong, require_moments, require_money_not_negative
from core.catalogue.fields import Key, Moment
from core.catalogue.finance_parts import Months, TradeRefs
from core.catalogue.parts import Amount, BankAccount, Document, PartyRef


class FinanceDrawdown(Document, frozen=True, kw_only=True):
    """M27, an instruction: the borrower's side; what the hub asks a funder for is its own type.

    draw_no: its number at the channel
    requested_at: when it was asked for
    facility_no: under which facility
    amount: ≥ 0; how much
    payee: who is to be paid 受托支付
    pay_to: where the money is to go
    value_date: when it is wanted
    term_months: for how long, or
    maturity: until when; at most one of the two, without either the facility says it
    trade_refs: the trade it pays for
    """

    TYPE: ClassVar[str] = "finance.drawdown.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("draw_no", "facility_no", "trade_refs.number")
    TIMES: ClassVar[tuple[str, ...]] = ("requested_at",)

    draw_no: Key
    requested_at: Moment
    facility_no: Key
    amount: Amount
    payee: PartyRef
    pay_to: BankAccount
    value_date: date | None = None
    term_months: Months | None = None
    maturity: date | None = None
    trade_refs: TradeRefs = ()

    def __post_init__(self) -> None:
        require_moments(requested_at=self.requested_at)
        require_money_not_negative("amount", self.amount)
        if self.term_months is not None and self.maturity is not None:
            raise Wrong(
                "at most one of term_months, maturity may be given, and both are",
                cause="catalogue.not_exactly_one",
            )
