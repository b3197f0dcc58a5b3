"""Somebody asks a funder for money against receivables."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.bank_parts import Texts, differing
from core.catalogue.checks import require_moments, require_money_not_negative
from core.catalogue.fields import Count, Key, Moment, OptionalKey
from core.catalogue.financing import FinancedItems, one_currency
from core.catalogue.parts import Amount, BankAccount, Document, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class FunderApplication(Document, frozen=True, kw_only=True):
    """M25, an instruction: aligns with ISO 20022 tsin.001 (invoice financing request).

    A count or total that its items do not give is kept as stated; `adds_up` and `discrepancies` tell.

    application_no: the applicant's number
    applied_at: when it was made
    items: what money is asked for
    product: the funder's word for the kind of financing
    agreement_no: the framework agreement it is under
    applicant: who asks
    funder: the financial institution that is asked
    forwarder: the institution between, where there is one
    count: of items, as stated
    amount: ≥ 0; the invoices' total, as stated
    pay_to: where the money is to go
    financing_account: where the loan is kept
    texts: in words
    """

    TYPE: ClassVar[str] = "funder.application.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("application_no", "agreement_no", "items.invoice_no")
    TIMES: ClassVar[tuple[str, ...]] = ("applied_at",)

    application_no: Key
    applied_at: Moment
    items: Annotated[FinancedItems, Meta(min_length=1)]
    product: OptionalKey = ""
    agreement_no: OptionalKey = ""
    applicant: PartyRef | None = None
    funder: PartyRef | None = None
    forwarder: PartyRef | None = None
    count: Count | None = None
    amount: Amount | None = None
    pay_to: BankAccount | None = None
    financing_account: BankAccount | None = None
    texts: Texts = ()

    def __post_init__(self) -> None:
        require_moments(applied_at=self.applied_at)
        require_money_not_negative("amount", self.amount)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The count and the total that the items do not give, with both numbers."""
        counted = differing(("count", self.count, len(self.items)))
        if self.amount is None:
            return counted
        gross = one_currency((item.gross for item in self.items), self.amount.currency)
        return (
            *counted,
            *differing(("amount", self.amount.amount, None if gross is None else total(gross))),
        )

    @property
    def adds_up(self) -> bool:
        """Whether it may be decided without a person looking at its totals."""
        return not self.discrepancies
