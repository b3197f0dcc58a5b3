"""What is asked to be financed or assigned: single receivables, their instalments, what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from core.catalogue.bank_parts import Side, Texts
from core.catalogue.bank_payment_status import StatusReason
from core.catalogue.checks import require_fraction, require_money_not_negative
from core.catalogue.fields import LINES_MAX, Key, OptionalKey
from core.catalogue.parts import Amount, BankAccount, Line, Part, PartyRef

Reasons = Annotated[tuple[StatusReason, ...], Meta(max_length=1_000)]
ItemStatus = Literal["accept", "pending", "reject"]


class Instalment(Part, frozen=True, kw_only=True):
    """A part of a receivable that is due by itself.

    no: its running number
    due_date: of payment
    amount: ≥ 0
    status: what became of it, where it is told
    reasons: why
    financed: ≥ 0; what is paid for it
    financed_share: the same as a fraction of the amount
    """

    no: Key
    due_date: date | None = None
    amount: Amount | None = None
    status: ItemStatus | None = None
    reasons: Reasons = ()
    financed: Amount | None = None
    financed_share: Decimal | None = None

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)
        require_money_not_negative("financed", self.financed)
        require_fraction("financed_share", self.financed_share)


Instalments = Annotated[tuple[Instalment, ...], Meta(max_length=10_000)]


class FinancedItem(Line, frozen=True, kw_only=True):
    """One receivable.

    item_no: of the item where it has one beside the invoice's, else the invoice's
    invoice_no: the seller's number of the invoice
    kind: invoice and debit_note raise what is assigned, credit_note lowers it; null where it is not told
    side: as written; the standard does not say whose
    issue_date, due_date: of the invoice
    seller: the creditor
    buyer: the debtor
    gross: ≥ 0; the invoice's total, tax included
    ex_tax, tax: ≥ 0; of it
    notes: ≥ 0; of the credit and debit notes to it, which way they go is not told
    due: ≥ 0; what of it is still to be paid
    requested: ≥ 0; what is asked for it
    requested_share: the same as a fraction of the gross
    payee_account: where the debtor is to pay
    instalments: where it is due in parts
    status: what became of the request
    reasons: why
    financed: ≥ 0; what is paid for it
    financed_share: the same as a fraction of the gross
    contract_no, order_no: it comes from
    texts: in words
    """

    item_no: Key
    invoice_no: OptionalKey = ""
    kind: Literal["invoice", "credit_note", "debit_note"] | None = None
    side: Side | None = None
    issue_date: date | None = None
    due_date: date | None = None
    seller: PartyRef | None = None
    buyer: PartyRef | None = None
    gross: Amount | None = None
    ex_tax: Amount | None = None
    tax: Amount | None = None
    notes: Amount | None = None
    due: Amount | None = None
    requested: Amount | None = None
    requested_share: Decimal | None = None
    payee_account: BankAccount | None = None
    instalments: Instalments = ()
    status: ItemStatus | None = None
    reasons: Reasons = ()
    financed: Amount | None = None
    financed_share: Decimal | None = None
    contract_no: OptionalKey = ""
    order_no: OptionalKey = ""
    texts: Texts = ()

    def __post_init__(self) -> None:
        for name in ("gross", "ex_tax", "tax", "notes", "due", "requested", "financed"):
            require_money_not_negative(name, getattr(self, name))
        require_fraction("requested_share", self.requested_share)
        require_fraction("financed_share", self.financed_share)


FinancedItems = Annotated[tuple[FinancedItem, ...], Meta(max_length=LINES_MAX)]


def one_currency(amounts: Iterable[Amount | None], currency: str) -> list[Decimal] | None:
    """The amounts, or None where one is missing or of another currency: then nothing is judged by them."""
    found = list(amounts)
    if any(each is None or each.currency != currency for each in found):
        return None
    return [each.amount for each in found if each is not None]
