"""Money that came in, read off whatever told it: a payment, a line of a bank statement, a funder's notice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from core.catalogue.bank_entries import Entry, EntryPayment
from core.catalogue.bank_statement import BankStatement
from core.catalogue.erp_payment import Payment
from core.catalogue.funder_repayment import FunderRepayment
from core.catalogue.parts import BankAccount, PartyRef
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.money import Money


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Money on an account of ours, minor units, by the day from which it counts.

    number: the bank's reference where there is one, so that the same money told twice is one. refs: all
    numbers that it names; words: what was written with it. kind: "" where matching has to find it out.
    """

    number: str
    minor: int
    currency: str
    value_day: int
    payer: str
    payer_account: str
    payee_account: str
    refs: tuple[str, ...] = ()
    words: str = ""
    kind: str = ""
    loan_no: str = ""

    def names(self) -> set[str]:
        """Every number that may be a loan's: those it refers to, and each word that was written with it."""
        words = self.words.replace("，", " ").replace(",", " ").split()
        return {self.loan_no, *self.refs, *words} - {""}


def of_payment(said: Payment, message: Message) -> Coming | None:
    """None where no bank has said yet from when it counts."""
    if said.value_date is None or said.payee_account is None:
        return None
    return Coming(
        number=said.bank_ref or f"{message.partner}/{said.payment_no}",
        minor=_minor(said.amount.amount, said.amount.currency),
        currency=said.amount.currency,
        value_day=day_number(said.value_date),
        payer=_party(said.payer),
        payer_account=_account(said.payer_account),
        payee_account=_account(said.payee_account),
        refs=tuple(each.number for each in said.invoices),
        words=said.purpose,
    )


def of_statement(said: BankStatement) -> Iterator[Coming]:
    """What was booked and came; several payments booked as one are each of their own where all are told."""
    for entry in said.entries:
        day = entry.value_date or entry.booked_on
        if entry.status != "booked" or entry.side != "credit" or entry.reversal or day is None:
            continue
        whole = [each for each in entry.payments if each.amount is not None]
        parts = whole if len(whole) > 1 and _sums(whole) == entry.amount.amount else entry.payments[:1]
        for place, part in enumerate(parts or (None,)):
            yield _of_entry(said, entry, part, day_number(day), place if len(parts) > 1 else None)


def of_repayment(said: FunderRepayment, message: Message) -> Coming:
    """A funder tells of money on the loan itself."""
    kinds = {"compensation": "guarantor", "buyback": "buy_back", "settle": "settle", "early": "early"}
    return Coming(
        number=said.bank_ref or f"{message.partner}/{said.repay_no}",
        minor=_minor(said.amount.amount, said.amount.currency),
        currency=said.amount.currency,
        value_day=day_number(said.value_date),
        payer="",
        payer_account=_account(said.payer_account),
        payee_account="",
        refs=(said.loan_no,),
        kind=kinds.get(said.kind, "repayment"),
        loan_no=said.loan_no,
    )


def _of_entry(
    said: BankStatement, entry: Entry, part: EntryPayment | None, day: int, place: int | None
) -> Coming:
    amount = entry.amount if part is None or part.amount is None or place is None else part.amount
    own = "" if part is None else part.bank_ref
    number = own or entry.bank_ref or f"{said.statement_no}/{entry.entry_no}"
    return Coming(
        number=number if own or place is None else f"{number}/{place + 1}",
        minor=_minor(amount.amount, amount.currency),
        currency=amount.currency,
        value_day=day,
        payer="" if part is None else _party(part.payer),
        payer_account="" if part is None else _account(part.payer_account),
        payee_account=said.account.number,
        refs=() if part is None else (part.end_to_end_ref, *(each.number for each in part.invoices)),
        words=entry.text if part is None else " ".join(part.remittance),
    )


def _sums(parts: list[EntryPayment]) -> Decimal:
    return sum((each.amount.amount for each in parts if each.amount is not None), Decimal(0))


def _minor(amount: Decimal, currency: str) -> int:
    return Money.of(amount, currency).minor


def _party(party: PartyRef | None) -> str:
    return "" if party is None else party.id or party.name


def _account(account: BankAccount | None) -> str:
    return "" if account is None else account.number
