"""Receivables go over to a factor: asked for, answered, told to the debtor, acknowledged by the debtor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from core.catalogue.bank_parts import Texts, differing
from core.catalogue.checks import require_decimal, require_fraction, require_money_not_negative
from core.catalogue.fields import Count, Key, Keys, OptionalKey
from core.catalogue.financing import FinancedItem, FinancedItems, Reasons
from core.catalogue.parts import Amount, Document, Part, PartyRef
from core.catalogue.trade import Discrepancy
from core.kernel.exact import total


class Notice(Part, frozen=True, kw_only=True):
    """Who tells whom of the assignment 债权转让通知.

    by: who tells
    to: the debtor who is told
    answer_to: who is to have an acknowledgement; none needed where it is empty
    """

    to: PartyRef
    by: PartyRef | None = None
    answer_to: Annotated[tuple[PartyRef, ...], Meta(max_length=100)] = ()


class FactoringAssignment(Document, frozen=True, kw_only=True):
    """M32, an instruction (request) or a fact: aligns with ISO 20022 tsin.006, 007, 008, 013, edifactoring.

    A count or sum that its items do not give is kept as stated; `adds_up` and `discrepancies` tell.

    step: request: asked of the factor; status: the factor answers; notice: told to the debtor;
        acknowledgement: the debtor answers
    batch_no: the assignor's number of the list
    letter_no: of the letter it came in
    issue_date: of the list
    assignor: whose the receivables were
    assignee: whose they become
    items: the receivables
    about: batches it answers or follows
    cut_off_date: until when items count
    contract_no: the agreement it is under
    notices: whom to tell
    count: of items, as stated
    control_sum: of their amounts whatever their currency, as stated
    amount: ≥ 0; what they come to, as stated
    requested: ≥ 0; what is asked for them
    requested_share: the same as a fraction of the amount
    validation: of the list as a whole, where it is told: received, or what came was wrong
    reasons: why
    financed: ≥ 0; what is paid for them
    texts: in words
    """

    TYPE: ClassVar[str] = "factoring.assignment.v1"
    KEYS: ClassVar[tuple[str, ...]] = ("batch_no", "letter_no", "about", "items.invoice_no", "contract_no")
    TIMES: ClassVar[tuple[str, ...]] = ("issue_date",)

    step: Literal["request", "status", "notice", "acknowledgement"]
    batch_no: Key
    issue_date: date
    letter_no: OptionalKey = ""
    assignor: PartyRef | None = None
    assignee: PartyRef | None = None
    items: FinancedItems = ()
    about: Keys = ()
    cut_off_date: date | None = None
    contract_no: OptionalKey = ""
    notices: Annotated[tuple[Notice, ...], Meta(max_length=10_000)] = ()
    count: Count | None = None
    control_sum: Decimal | None = None
    amount: Amount | None = None
    requested: Amount | None = None
    requested_share: Decimal | None = None
    validation: Literal["received", "error"] | None = None
    reasons: Reasons = ()
    financed: Amount | None = None
    texts: Texts = ()

    def __post_init__(self) -> None:
        require_decimal("control_sum", self.control_sum)
        for name in ("amount", "requested", "financed"):
            require_money_not_negative(name, getattr(self, name))
        require_fraction("requested_share", self.requested_share)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The count and the sum that the items do not give, with both numbers; a sum has no sign."""
        gross = [item.gross.amount for item in self.items if item.gross is not None]
        told = self.items and len(gross) == len(self.items)
        return (
            *differing(("count", self.count, len(self.items))),
            *differing(("control_sum", self.control_sum, total(gross) if told else None)),
            *_amount(self.amount, self.items),
        )

    @property
    def adds_up(self) -> bool:
        """Whether it may be taken without a person looking at its totals."""
        return not self.discrepancies


def _amount(stated: Amount | None, items: tuple[FinancedItem, ...]) -> tuple[Discrepancy, ...]:
    """What the items come to, credit notes taken away; without their kinds or in several currencies none."""
    if stated is None or not items:
        return ()
    if any(item.gross is None or item.gross.currency != stated.currency for item in items):
        return ()
    if any(item.kind is None for item in items):
        return ()
    signed = [
        item.gross.amount.copy_negate() if item.kind == "credit_note" else item.gross.amount
        for item in items
        if item.gross is not None
    ]
    return differing(("amount", stated.amount, total(signed)))
