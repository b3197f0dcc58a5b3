"""A borrower asks for a financing."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from core.catalogue.checks import require_exactly_one, require_moments, require_money_not_negative
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.finance_parts import Months, Papers, SecurityRefs, Version
from core.catalogue.parts import Amount, BankAccount, Document, PartyRef


class FinanceApplication(Document, frozen=True, kw_only=True):
    """M25, an instruction: the borrower's side; what the hub asks a funder for is `funder.application.v1`.

    application_no: its number at the channel
    version: 1, and one more whenever it is supplemented or withdrawn
    applied_at: when this version was handed in
    product: code of the product
    borrower: who asks
    amount: ≥ 0; how much
    purpose: what for
    channel: where it was handed in
    status: new, supplement (papers or fields were added), withdrawn
    core: the core enterprise whose programme it is under
    term_months: for how long, or
    maturity: until when; exactly one of the two
    method: how it is to be repaid
    pay_to: where the money is to go
    securities: what is offered for it
    documents: papers that go with it
    """

    TYPE: ClassVar[str] = "finance.application.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("application_no", "borrower.id", "core.id", "securities.number")
    TIMES: ClassVar[tuple[str, ...]] = ("applied_at",)

    application_no: Key
    version: Version
    applied_at: Moment
    product: Key
    borrower: PartyRef
    amount: Amount
    purpose: Text
    channel: Key
    status: Literal["new", "supplement", "withdrawn"]
    core: PartyRef | None = None
    term_months: Months | None = None
    maturity: date | None = None
    method: OptionalKey = ""
    pay_to: BankAccount | None = None
    securities: SecurityRefs = ()
    documents: Papers = ()

    def __post_init__(self) -> None:
        require_moments(applied_at=self.applied_at)
        require_money_not_negative("amount", self.amount)
        require_exactly_one(term_months=self.term_months, maturity=self.maturity)
