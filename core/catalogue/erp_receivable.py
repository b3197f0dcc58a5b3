"""What one owes the other as of a day: a receivable, a statement of account 对账单, a reminder 催款单."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.bank_parts import differing
from core.catalogue.checks import require_moments, require_money_not_negative
from core.catalogue.fields import LINES_MAX, Count, Key, Moment, OptionalKey, Text
from core.catalogue.financing import one_currency
from core.catalogue.parts import Amount, Document, Line, Part, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class ReceivableLine(Line, frozen=True, kw_only=True):
    """One posting of it.

    line_no: as the document numbers it
    invoice_no: of the invoice, credit note or payment it is about
    debit: ≥ 0; what raises the debt
    credit: ≥ 0; what lowers it
    balance: signed; what then stands, where the document says it
    due_date: of payment
    brought_forward: whether it only carries what stood before
    text: in words
    """

    line_no: Key
    invoice_no: OptionalKey = ""
    debit: Amount | None = None
    credit: Amount | None = None
    balance: Amount | None = None
    due_date: date | None = None
    brought_forward: bool = False
    text: Text = ""

    def __post_init__(self) -> None:
        require_money_not_negative("debit", self.debit)
        require_money_not_negative("credit", self.credit)


class Deduction(Part, frozen=True, kw_only=True):
    """What takes away from it.

    kind: return, discount, dispute, rebate, or the source's word
    amount: ≥ 0
    """

    kind: Key
    amount: Amount

    def __post_init__(self) -> None:
        require_money_not_negative("amount", self.amount)


class Receivable(Document, frozen=True, kw_only=True):
    """M08, a fact: aligns with UBL Statement and Reminder, the items of ISO 20022 tsin.006.

    A total that its lines do not give is kept as stated; `adds_up` and `discrepancies` tell.

    kind: receivable: one debt; statement: of an account; reminder: that it is overdue
    receivable_no: the creditor's number
    as_of: the day it is told for
    creditor: who is owed
    debtor: who owes
    lines: its postings; of one debt the invoices
    contract_no: it comes from
    gross: ≥ 0; all debits, as stated
    paid: ≥ 0; all credits, as stated: payments and credit notes
    deductions: what the debtor takes away
    net: signed; what is still owed, as stated
    disputed: ≥ 0; of it
    due_date: of payment
    status: as the source says
    reminder: how often it was reminded of, this one counted
    confirmed_by, confirmed_at: who acknowledged the debt 确权, when
    texts: in words
    """

    TYPE: ClassVar[str] = "erp.receivable.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("receivable_no", "lines.invoice_no", "contract_no")
    TIMES: ClassVar[tuple[str, ...]] = ("as_of",)

    kind: Literal["receivable", "statement", "reminder"]
    receivable_no: Key
    as_of: date
    creditor: PartyRef | None = None
    debtor: PartyRef | None = None
    lines: Annotated[tuple[ReceivableLine, ...], Meta(max_length=LINES_MAX)] = ()
    contract_no: OptionalKey = ""
    gross: Amount | None = None
    paid: Amount | None = None
    deductions: Annotated[tuple[Deduction, ...], Meta(max_length=1_000)] = ()
    net: Amount | None = None
    disputed: Amount | None = None
    due_date: date | None = None
    status: Literal["open", "paid", "disputed", "cancelled"] | None = None
    reminder: Count | None = None
    confirmed_by: PartyRef | None = None
    confirmed_at: Moment | None = None
    texts: Annotated[tuple[Text, ...], Meta(max_length=1_000)] = ()

    def __post_init__(self) -> None:
        require_money_not_negative("gross", self.gross)
        require_money_not_negative("paid", self.paid)
        require_money_not_negative("disputed", self.disputed)
        require_moments(confirmed_at=self.confirmed_at)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Totals the lines, and a balance the totals do not give; none with a balance from before."""
        if any(line.brought_forward for line in self.lines):
            return ()
        return (
            *_sum("gross", self.gross, [line.debit for line in self.lines]),
            *_sum("paid", self.paid, [line.credit for line in self.lines]),
            *self._net(),
        )

    @property
    def adds_up(self) -> bool:
        """Whether it may be financed without a person looking at its totals."""
        return not self.discrepancies

    def _net(self) -> tuple[Discrepancy, ...]:
        taken = [each.amount for each in self.deductions]
        if self.net is None or self.gross is None or self.paid is None:
            return ()
        amounts = one_currency((self.gross, self.paid, *taken), self.net.currency)
        if amounts is None:
            return ()
        gross, *less = amounts
        return differing(("net", self.net.amount, total((gross, *(each.copy_negate() for each in less)))))


def _sum(what: str, stated: Amount | None, parts: list[Amount | None]) -> tuple[Discrepancy, ...]:
    """Of lines where at least one has such an amount; those of another currency judge nothing."""
    told = [part for part in parts if part is not None]
    if stated is None or not told or (amounts := one_currency(told, stated.currency)) is None:
        return ()
    return differing((what, stated.amount, total(amounts)))
