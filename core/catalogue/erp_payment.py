"""Money went from one account to another, as a bank or an ERP tells it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from core.catalogue.checks import Wrong, require_moments, require_one_of
from core.catalogue.fields import Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, BankAccount, Document, Part, PartyRef


class PaidInvoice(Part, frozen=True, kw_only=True):
    """What of a payment is for one invoice.

    number: of the invoice
    amount: for it; null where the payment does not say
    """

    number: Key
    amount: Amount | None = None


class Payment(Document, frozen=True, kw_only=True):
    """M09, a fact: aligns with ISO 20022 pain.001 and camt.054, UBL RemittanceAdvice, REMADV, X12 820.

    payment_no: the payer's or the bank's number
    amount: ≥ 0; money given back is a payment the other way
    value_date: from when it counts; null until a bank says so
    paid_at: the moment, where the source gives one
    payer, payee: who
    payer_account, payee_account: from where to where
    purpose: 附言, as written
    bank_ref: the bank's own reference
    end_to_end_ref: the payer's reference that travels with it
    invoices: what it is for
    """

    TYPE: ClassVar[str] = "erp.payment.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("payment_no", "bank_ref", "end_to_end_ref", "invoices.number")
    TIMES: ClassVar[tuple[str, ...]] = ("paid_at", "value_date")

    payment_no: Key
    amount: Amount
    value_date: date | None = None
    paid_at: Moment | None = None
    payer: PartyRef | None = None
    payee: PartyRef | None = None
    payer_account: BankAccount | None = None
    payee_account: BankAccount | None = None
    purpose: Text = ""
    bank_ref: OptionalKey = ""
    end_to_end_ref: OptionalKey = ""
    invoices: Annotated[tuple[PaidInvoice, ...], Meta(max_length=10_000)] = ()

    def __post_init__(self) -> None:
        require_moments(paid_at=self.paid_at)
        require_one_of(paid_at=self.paid_at, value_date=self.value_date)
        if self.amount.amount < 0:
            raise Wrong(
                f"amount is {self.amount.amount}, below 0; send it as a payment from the payee to the payer",
                cause="catalogue.negative",
                field="amount",
            )
