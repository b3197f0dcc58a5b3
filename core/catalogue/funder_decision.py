"""A funder answers an application: money, no money, or not yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from core.catalogue.bank_parts import Texts, differing
from core.catalogue.checks import require_fraction, require_moments, require_money_not_negative
from core.catalogue.fields import Count, Key, Moment
from core.catalogue.finance_parts import Months
from core.catalogue.financing import FinancedItems, Reasons, one_currency
from core.catalogue.parts import Amount, BankAccount, Document, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class FunderDecision(Document, frozen=True, kw_only=True):
    """M26, a fact: aligns with ISO 20022 tsin.002 (invoice financing request status).

    decision_no: the funder's number of the answer
    decided_at: when it was made
    application_no: it answers
    result: accept, partial (the items say which), reject, pending (taken, not decided), cancelled
    applied_at: when the application was made
    applicant: who asked
    funder: who was asked
    forwarder: the institution between, where there is one
    cancellation: of an application that was to be cancelled: whether it could be
    reasons: why
    count: of items that are financed, as stated
    accepted: ≥ 0; their total, as stated
    amount: ≥ 0; what is paid for them in all, as stated
    share: of the accepted total, a fraction
    pay_date: when the money is credited
    pay_to: where it goes
    financing_account: where the loan is kept
    items: what became of each
    rate_per_year: the price, a fraction
    penalty_rate_per_year: the price of what is overdue, a fraction
    term_months: for how long
    conditions: what is to be fulfilled first, in words
    expires_at: until when the answer holds
    """

    TYPE: ClassVar[str] = "funder.decision.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("decision_no", "application_no", "items.invoice_no")
    TIMES: ClassVar[tuple[str, ...]] = ("decided_at",)

    decision_no: Key
    decided_at: Moment
    application_no: Key
    result: Literal["accept", "partial", "reject", "pending", "cancelled"]
    applied_at: Moment | None = None
    applicant: PartyRef | None = None
    funder: PartyRef | None = None
    forwarder: PartyRef | None = None
    cancellation: Literal["accepted", "rejected"] | None = None
    reasons: Reasons = ()
    count: Count | None = None
    accepted: Amount | None = None
    amount: Amount | None = None
    share: Decimal | None = None
    pay_date: date | None = None
    pay_to: BankAccount | None = None
    financing_account: BankAccount | None = None
    items: FinancedItems = ()
    rate_per_year: Decimal | None = None
    penalty_rate_per_year: Decimal | None = None
    term_months: Months | None = None
    conditions: Texts = ()
    expires_at: Moment | None = None

    def __post_init__(self) -> None:
        require_moments(decided_at=self.decided_at, applied_at=self.applied_at)
        require_money_not_negative("accepted", self.accepted)
        require_money_not_negative("amount", self.amount)
        require_moments(expires_at=self.expires_at)
        for name in ("share", "rate_per_year", "penalty_rate_per_year"):
            require_fraction(name, getattr(self, name))

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The count and sums that the accepted items do not give; where none is told nothing is judged."""
        taken = [item for item in self.items if item.status == "accept"]
        if not taken:
            return ()
        return (
            *differing(("count", self.count, len(taken))),
            *_sums("accepted", self.accepted, [item.gross for item in taken]),
            *_sums("amount", self.amount, [item.financed for item in taken]),
        )

    @property
    def adds_up(self) -> bool:
        """Whether it may be booked without a person looking at its totals."""
        return not self.discrepancies


def _sums(what: str, stated: Amount | None, parts: list[Amount | None]) -> tuple[Discrepancy, ...]:
    if stated is None:
        return ()
    amounts = one_currency(parts, stated.currency)
    return differing((what, stated.amount, None if amounts is None else total(amounts)))
