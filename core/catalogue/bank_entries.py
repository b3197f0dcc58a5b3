"""What stands in a bank statement: balances, entries, the payments inside an entry, totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from core.catalogue.bank_parts import OnePayment, Side
from core.catalogue.checks import require_decimals, require_moments, require_money_not_negative
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey, Text
from core.catalogue.parts import Amount, Line, Part


class Balance(Part, frozen=True, kw_only=True):
    """What stood on the account.

    kind: OPBD, CLBD, CLAV, ITBD … or the bank's own word
    subkind: its sub-type (INTM of a page that is not the last)
    amount: ≥ 0
    side: credit is the holder's, debit the bank's
    on: the day, of a moment the day it is at the bank
    at: the moment, where the bank gives one
    """

    kind: Key
    amount: Amount
    side: Side
    subkind: OptionalKey = ""
    on: date | None = None
    at: Moment | None = None

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)
        require_moments(at=self.at)


class BatchOfEntry(Part, frozen=True, kw_only=True):
    """Many payments that were booked as one.

    order_no, batch_no: of the payment order they were asked for with
    count: payments in it, as stated
    amount: ≥ 0, of all, as stated
    """

    order_no: OptionalKey = ""
    batch_no: OptionalKey = ""
    count: Count | None = None
    amount: Amount | None = None

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)


class EntryPayment(OnePayment, frozen=True, kw_only=True):
    """One payment inside an entry.

    side: where it is told; else the entry's
    bank_ref: the bank's own reference of it
    """

    side: Side | None = None
    bank_ref: OptionalKey = ""


class Entry(Line, frozen=True, kw_only=True):
    """One booking on the account.

    amount: ≥ 0
    side: credit is money that came, debit money that went; of a reversal, the reversal's own side
    status: only booked entries change the balance
    reversal: whether it takes an earlier booking back
    entry_no: its number in the statement
    bank_ref: the bank's own reference
    booked_on, value_date: the days, of a moment the day it is at the bank
    booked_at, valued_at: the moments, where the bank gives them
    code: bank transaction code as domain/family/sub-family
    own_code: the bank's own code for the kind of booking
    text: what the bank says of it
    batches: where it is several payments
    payments: those of them that are told
    """

    amount: Amount
    side: Side
    status: Literal["booked", "pending", "information", "future"]
    reversal: bool = False
    entry_no: OptionalKey = ""
    bank_ref: OptionalKey = ""
    booked_on: date | None = None
    booked_at: Moment | None = None
    value_date: date | None = None
    valued_at: Moment | None = None
    code: OptionalKey = ""
    own_code: OptionalKey = ""
    text: Text = ""
    batches: Annotated[tuple[BatchOfEntry, ...], Meta(max_length=LINES_MAX)] = ()
    payments: Annotated[tuple[EntryPayment, ...], Meta(max_length=LINES_MAX)] = ()

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)
        require_moments(booked_at=self.booked_at, valued_at=self.valued_at)


class EntryTotals(Part, frozen=True, kw_only=True):
    """What the bank says its entries come to, whatever their currency.

    count: of all entries
    sum: of all amounts, without sign
    net: credits less debits, signed
    credits, debits: how many
    credit_sum, debit_sum: how much
    """

    count: Count | None = None
    sum: Decimal | None = None
    net: Decimal | None = None
    credits: Count | None = None
    credit_sum: Decimal | None = None
    debits: Count | None = None
    debit_sum: Decimal | None = None

    def __post_init__(self) -> None:
        require_decimals(sum=self.sum, net=self.net, credit_sum=self.credit_sum, debit_sum=self.debit_sum)
