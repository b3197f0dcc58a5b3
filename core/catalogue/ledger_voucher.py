"""A bookkeeping voucher 凭证: what was booked, for a bookkeeping system outside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from core.catalogue.bank_parts import sums
from core.catalogue.checks import Wrong
from core.catalogue.fields import LINES_MAX, Key, OptionalKey, Text
from core.catalogue.parts import Amount, Document, Line, Ref

Aux = Annotated[dict[Key, Text], Meta(max_length=100)]
Period = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class VoucherLine(Line, frozen=True, kw_only=True):
    """One side; a red-letter line keeps its side and has an amount below 0.

    account: number in the chart of accounts
    side: debit 借 or credit 贷
    amount: how much
    text: 摘要
    aux: who and what it is about (party, contract, lot), by the ledger's own names
    """

    account: Key
    side: Literal["debit", "credit"]
    amount: Amount
    text: Text = ""
    aux: Aux = msgspec.field(default_factory=dict)


class LedgerVoucher(Document, frozen=True, kw_only=True):
    """M38, a fact made by the hub: it balances in each currency.

    voucher_no: its number
    period: YYYY-MM
    posted_on: the day it is booked on
    lines: two at least
    book: of which ledger, where there are several
    word: kind of voucher 凭证字
    source: the business event it comes from
    reverses: the voucher it takes back 冲销
    text: 摘要
    """

    TYPE: ClassVar[str] = "ledger.voucher.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("voucher_no", "reverses", "source.number")
    TIMES: ClassVar[tuple[str, ...]] = ("posted_on",)

    voucher_no: Key
    period: Period
    posted_on: date
    lines: Annotated[tuple[VoucherLine, ...], Meta(min_length=2, max_length=LINES_MAX)]
    book: OptionalKey = ""
    word: OptionalKey = ""
    source: Ref | None = None
    reverses: OptionalKey = ""
    text: Text = ""

    def __post_init__(self) -> None:
        debit_sums, credit_sums = (
            sums((line.amount.currency, line.amount.amount) for line in self.lines if line.side == side)
            for side in ("debit", "credit")
        )
        for currency in sorted({*debit_sums, *credit_sums}):
            debit, credit = debit_sums.get(currency, 0), credit_sums.get(currency, 0)
            if debit != credit:
                raise Wrong(
                    f"the lines are {debit} {currency} debit and {credit} {currency} credit",
                    cause="catalogue.voucher_unbalanced",
                    field="lines",
                )
