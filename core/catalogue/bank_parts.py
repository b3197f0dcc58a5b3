"""The parts that bank statements, payment orders and their statuses share: who pays whom, by which names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from core.catalogue.checks import require_money_not_negative
from core.catalogue.erp_payment import PaidInvoice
from core.catalogue.fields import LINES_MAX, OptionalKey, Text
from core.catalogue.parts import Amount, BankAccount, Line, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total

# Seen from the account: credit is money that came, debit money that went.
Side = Literal["credit", "debit"]
# What banks and systems write where they have no reference (ISO 20022, SWIFT).
_NO_REFERENCES = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NONE", "N/A"})
Texts = Annotated[tuple[Text, ...], Meta(max_length=10_000)]
SomeKeys = Annotated[tuple[OptionalKey, ...], Meta(max_length=10_000)]


def reference_of(said: str) -> str:
    """The bank's reference; "" where it says in words, or by noughts, that it has none."""
    plain = said.strip()
    return "" if plain.upper() in _NO_REFERENCES or not plain.strip("0") else plain


class OnePayment(Line, frozen=True, kw_only=True):
    """One payment as an order or a statement names it.

    amount: ≥ 0; null where only the sum of several is told
    instructed: ≥ 0; what was asked for, where it is another amount or currency
    end_to_end_ref: the payer's reference that travels with it
    instruction_ref: the sender's reference for the bank it sends to
    payment_ref: the first bank's reference that stays the same between banks
    uetr: its number in the whole world, where it has one
    payer, payee: who; a name in a bank's words
    ultimate_payer, ultimate_payee: for whom, where it is another
    payer_account, payee_account: from where to where; bank_code is a BIC or a clearing number
    purpose_code: ISO 20022 purpose, or the sender's own
    remittance: what it is for, line by line as written 附言
    creditor_refs: structured references of the payee (ISO 11649, QR-IBAN references)
    invoices: what it is for, by number
    """

    amount: Amount | None = None
    instructed: Amount | None = None
    end_to_end_ref: OptionalKey = ""
    instruction_ref: OptionalKey = ""
    payment_ref: OptionalKey = ""
    uetr: OptionalKey = ""
    payer: PartyRef | None = None
    payee: PartyRef | None = None
    ultimate_payer: PartyRef | None = None
    ultimate_payee: PartyRef | None = None
    payer_account: BankAccount | None = None
    payee_account: BankAccount | None = None
    purpose_code: OptionalKey = ""
    remittance: Texts = ()
    creditor_refs: SomeKeys = ()
    invoices: Annotated[tuple[PaidInvoice, ...], Meta(max_length=LINES_MAX)] = ()

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)
        require_money_not_negative("instructed", self.instructed)


def signed(side: Side, amount: Decimal) -> Decimal:
    """A credit above nothing, a debit below it; the sign alone changes, no digit."""
    return amount if side == "credit" else amount.copy_negate()


def sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """The sum of each currency, exact."""
    by_currency: dict[str, list[Decimal]] = {}
    for currency, amount in amounts:
        by_currency.setdefault(currency, []).append(amount)
    return {currency: total(found) for currency, found in sorted(by_currency.items())}


def differing(*judged: tuple[str, Decimal | int | None, Decimal | int | None]) -> tuple[Discrepancy, ...]:
    """Of (what, stated, computed) those that are stated otherwise than they come to."""
    return tuple(
        Discrepancy(what=what, stated=Decimal(stated), computed=Decimal(computed))
        for what, stated, computed in judged
        if stated is not None and computed is not None and stated != computed
    )
