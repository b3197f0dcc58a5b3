"""Money that came in, read off whatever told it: a payment, a line of a bank statement, a funder's notice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from core.catalogue.bank_entries import Entry, EntryPayment
from core.catalogue.bank_parts import reference_of
from core.catalogue.bank_statement import BankStatement
from core.catalogue.erp_payment import Payment
from core.catalogue.funder_repayment import FunderRepayment
from core.catalogue.parts import BankAccount, PartyRef
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.money import Money

UNIDENTIFIED = "unidentified"
# ISO 20022 sub-families of bookings by which a payment that went out comes back, and words for it.
_RETURNS = frozenset({"RRTN", "RPCR"})
_BACK, _BACK_WORDS = ("退汇", "退票"), frozenset({"RETURN", "RETURNED"})


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Money on an account of ours, minor units, by the day from which it counts.

    number: the bank's reference where there is one, so that the same money told twice is one. refs: all
    numbers that it names; words: what was written with it. kind: "" where matching has to find it out.
    funder: who tells it of a loan of his own. referenced: the number is the bank's reference. own: the
    teller's own number of it, where he has one. by_bank: a statement tells it, else teller. sent_ref: the
    payer's reference that travels with it. back: the bank says that money which went out came back 退汇.
    reversal: it takes a booking back. told_no: by which number a funder tells it. whole: the bank's reference
    of the booking that it is in, where its own is another; whole_minor: of that, where it is one of several.
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
    funder: str = ""
    referenced: bool = False
    own: str = ""
    by_bank: bool = False
    teller: str = ""
    sent_ref: str = ""
    back: bool = False
    reversal: bool = False
    told_no: str = ""
    whole: str = ""
    whole_minor: int = 0

    def names(self) -> set[str]:
        """Every number that may be a loan's: those it refers to, and each word that was written with it."""
        words = self.words.replace("，", " ").replace(",", " ").split()
        return {self.loan_no, *self.refs, *words} - {""}


def words_with(coming: Coming) -> str:
    """What was written with it, and every number that it names."""
    return " ".join(dict.fromkeys((coming.words, *coming.refs))).strip()[:1_000]


def of_payment(said: Payment, message: Message) -> Coming | None:
    """None where no bank has said yet from when it counts."""
    if said.value_date is None or said.payee_account is None:
        return None
    own, reference = f"{message.partner}/{said.payment_no}", reference_of(said.bank_ref)
    return Coming(
        number=reference or own,
        referenced=bool(reference),
        own=own,
        teller=message.partner,
        minor=_minor(said.amount.amount, said.amount.currency),
        currency=said.amount.currency,
        value_day=day_number(said.value_date),
        payer=_party(said.payer),
        payer_account=_account(said.payer_account),
        payee_account=_account(said.payee_account),
        refs=tuple(each.number for each in said.invoices),
        words=said.purpose,
        sent_ref=said.end_to_end_ref,
        back=_says_back(said.purpose),
    )


def of_statement(said: BankStatement) -> Iterator[Coming]:
    """What was booked and came; several payments booked as one are each of their own where all are told.

    Where they are not, nobody can say whose the whole is.
    """
    alike: Counter[str] = Counter()
    for entry in said.entries:
        day = entry.value_date or entry.booked_on
        if entry.status != "booked" or entry.side != "credit" or day is None:
            continue
        many = len(entry.payments) > 1
        if many and not _is_whole(entry):
            if not entry.reversal:
                yield _of_many(said, entry, alike)
            continue
        for place, part in enumerate(entry.payments or (None,)):
            yield _of_entry(said, entry, part, place if many else None, alike)


def taken_back(said: BankStatement) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Each booking that takes money which came back out again, and every reference that it names."""
    for entry in said.entries:
        if entry.status == "booked" and entry.side == "debit" and entry.reversal:
            own = [reference_of(each.bank_ref) for each in entry.payments]
            ends = [reference_of(each.end_to_end_ref) for each in entry.payments]
            yield (
                entry,
                tuple(dict.fromkeys(each for each in (reference_of(entry.bank_ref), *own, *ends) if each)),
            )


def of_repayment(said: FunderRepayment, message: Message) -> Coming:
    """A funder tells of money on the loan itself."""
    kinds = {"compensation": "guarantor", "buyback": "buy_back", "settle": "settle", "early": "early"}
    return Coming(
        number=reference_of(said.bank_ref) or f"{message.partner}/{said.repay_no}",
        referenced=bool(reference_of(said.bank_ref)),
        minor=_minor(said.amount.amount, said.amount.currency),
        currency=said.amount.currency,
        value_day=day_number(said.value_date),
        payer="",
        payer_account=_account(said.payer_account),
        payee_account="",
        refs=(said.loan_no,),
        kind=kinds.get(said.kind, "repayment"),
        loan_no=said.loan_no,
        funder=message.partner,
        told_no=said.repay_no,
    )


def _of_entry(
    said: BankStatement, entry: Entry, part: EntryPayment | None, place: int | None, alike: Counter[str]
) -> Coming:
    """One payment; place: which it is of those that were booked as one."""
    amount = entry.amount if part is None or part.amount is None or place is None else part.amount
    own, whole = "" if part is None else reference_of(part.bank_ref), reference_of(entry.bank_ref)
    number = own or (whole if place is None or not whole else f"{whole}/{place + 1}")
    found = Coming(
        number=number,
        minor=_minor(amount.amount, amount.currency),
        currency=amount.currency,
        value_day=_day(entry),
        payer="" if part is None else _party(part.payer),
        payer_account="" if part is None else _account(part.payer_account),
        payee_account=said.account.number,
        refs=() if part is None else (part.end_to_end_ref, *(each.number for each in part.invoices)),
        words=entry.text if part is None else " ".join(part.remittance),
        by_bank=True,
        sent_ref="" if part is None else part.end_to_end_ref,
        back=_came_back(entry, part),
        reversal=entry.reversal,
        whole=whole if number != whole else "",
        whole_minor=0 if place is None else _minor(entry.amount.amount, entry.amount.currency),
    )
    return _numbered(found, alike)


def _of_many(said: BankStatement, entry: Entry, alike: Counter[str]) -> Coming:
    """Several payments of which not all are told: as one, and as nobody's."""
    each_of = [_of_entry(said, entry, part, None, Counter()) for part in entry.payments]
    found = Coming(
        number=reference_of(entry.bank_ref),
        minor=_minor(entry.amount.amount, entry.amount.currency),
        currency=entry.amount.currency,
        value_day=_day(entry),
        payer="",
        payer_account="",
        payee_account=said.account.number,
        refs=tuple(name for each in each_of for name in sorted(each.names())),
        words=entry.text,
        kind=UNIDENTIFIED,
        by_bank=True,
    )
    return _numbered(found, alike)


def _came_back(entry: Entry, part: EntryPayment | None) -> bool:
    words = (entry.text, *(() if part is None else part.remittance))
    return entry.reversal or entry.code.rpartition("/")[2] in _RETURNS or _says_back(" ".join(words))


def _says_back(words: str) -> bool:
    return any(each in words for each in _BACK) or not _BACK_WORDS.isdisjoint(words.upper().split())


def _numbered(found: Coming, alike: Counter[str]) -> Coming:
    return msgspec.structs.replace(found, referenced=True) if found.number else _by_content(found, alike)


def _by_content(found: Coming, alike: Counter[str]) -> Coming:
    """Of a bank that gives no reference: known by what it is, and the how-manieth of its like.

    The bank's report within the day and its statement of the day then tell of the same money.
    """
    told = (found.payer_account or found.payer, *found.refs[:1])
    mark = hashlib.sha256("|".join(told).encode()).hexdigest()[:12]
    name = f"{found.payee_account}/{found.value_day}/{found.minor}/{found.currency}/{mark}"
    alike[name] += 1
    return msgspec.structs.replace(found, number=f"{name}/{alike[name]}")


def _day(entry: Entry) -> int:
    return day_number(entry.value_date or entry.booked_on or date.min)


def _is_whole(entry: Entry) -> bool:
    """Whether all payments that were booked as one are told."""
    told = [each.amount for each in entry.payments if each.amount is not None]
    sums = {each.currency for each in told} == {entry.amount.currency}
    whole = sum((each.amount for each in told), Decimal(0)) == entry.amount.amount
    return sums and whole and len(told) == len(entry.payments)


def _minor(amount: Decimal, currency: str) -> int:
    return Money.of(amount, currency).minor


def _party(party: PartyRef | None) -> str:
    return "" if party is None else party.id or party.name


def _account(account: BankAccount | None) -> str:
    return "" if account is None else account.number
