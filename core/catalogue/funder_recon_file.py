"""A funder tells a whole day: what it paid out, got back, is owed or charged."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.bank_parts import differing
from core.catalogue.checks import require_moments, require_money_not_negative
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey, Sha256
from core.catalogue.financing import one_currency
from core.catalogue.parts import Amount, Document, Line, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class ReconRow(Line, frozen=True, kw_only=True):
    """One row.

    number: the funder's number of what it is about (loan, repayment)
    amount: ≥ 0
    date: of its value
    status: paid, failed or pending, as in its results; any other is a word of the funder's own
    bank_ref: the bank's reference
    our_number: the hub's number of it (of a drawdown, a repayment)
    """

    number: Key
    amount: Amount
    date: datetime.date
    status: OptionalKey = ""
    bank_ref: OptionalKey = ""
    our_number: OptionalKey = ""

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)


class FunderReconFile(Document, frozen=True, kw_only=True):
    """M31, a fact: aligns with ISO 20022 camt.053 and EDIFACT FINSTA.

    A count or sum that its rows do not give is kept as stated; `adds_up` and `discrepancies` tell.

    file_no: the funder's number of it
    date: the day it is about
    kind: what its rows are
    count: of rows, as stated
    sum: ≥ 0; of their amounts, as stated
    rows: in the file's order; none on a day without any
    funder: who tells
    file_hash: SHA-256 of the file it came in, 64 hex digits, as stated
    made_at: when the file was made
    """

    TYPE: ClassVar[str] = "funder.recon_file.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("file_no", "rows.number", "rows.our_number", "rows.bank_ref")
    TIMES: ClassVar[tuple[str, ...]] = ("made_at", "date")

    file_no: Key
    date: datetime.date
    kind: Literal["disbursement", "repayment", "balance", "fee"]
    count: Count
    sum: Amount
    rows: Annotated[tuple[ReconRow, ...], Meta(max_length=LINES_MAX)] = ()
    funder: PartyRef | None = None
    file_hash: Sha256 | None = None
    made_at: Moment | None = None

    def __post_init__(self) -> None:
        require_moments(made_at=self.made_at)
        require_money_not_negative("sum", self.sum)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The count and the sum that the rows do not give, with both numbers; of mixed money no sum."""
        amounts = one_currency((row.amount for row in self.rows), self.sum.currency)
        return (
            *differing(("count", self.count, len(self.rows))),
            *differing(("sum", self.sum.amount, None if amounts is None else total(amounts))),
        )

    @property
    def adds_up(self) -> bool:
        """Whether it may be matched without a person looking at its totals."""
        return not self.discrepancies
