"""A debtor pays a receivable that was financed: the advance is paid off, and the rest is the seller's."""

from __future__ import annotations

import msgspec

from core.hub.bodies import internal_body
from core.hub.message import Message
from core.kernel.days import date_of
from core.kernel.errors import Broken
from core.kernel.money import Money
from core.loan.alarms import SHORT_PAID, alarm, calm
from core.loan.early_payment import is_before
from core.loan.loan import Loan, Receipt
from core.loan.paying import Paying
from core.loan.replanning import due_at_once
from core.loan.stepping import day_recorded
from core.loan.unearned import give_back_unearned
from core.loan.work import LoanWork


@internal_body("loan.reserve_due.v1")
class ReserveDue(msgspec.Struct, frozen=True, kw_only=True):
    """The seller's part 尾款 of what its debtor paid is to be paid out; minor units."""

    loan_no: str
    facility_no: str
    seller: str
    currency: str
    minor: int


def take_collection(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """A receivable is paid, on its day or before it: what is owed by then falls due, and is paid by it."""
    loan = work.loans.get(receipt.loan_no)
    if loan is None:
        raise Broken(f"receipt {receipt.receipt_no} is for no loan", cause="loan.receipt.loan")
    day = max(day_recorded(message), receipt.value_day)
    paying = Paying.of(message, work, _brought_due(message, work, loan, receipt))
    return [*paying.take(receipt, day), *_after(message, work, loan, day)]


def _brought_due(message: Message, work: LoanWork, loan: Loan, receipt: Receipt) -> Loan:
    """A loan that is not due yet when the debtor pays is due with that payment."""
    standing = work.standings.get(loan.loan_no)
    if standing is None or not is_before(work, loan, standing, receipt.value_day):
        return loan
    paying = Paying.of(message, work, loan)
    paying.stand_on(receipt.value_day)
    give_back_unearned(message, work, paying, receipt.value_day)
    after = due_at_once(work, loan, receipt.value_day, f"paid by the debtor: {receipt.receipt_no}")
    work.loans.put(after)
    return after


def _after(message: Message, work: LoanWork, loan: Loan, day: int) -> list[Message]:
    """All paid, the seller gets the rest; where the debtor paid less, people must hear of it."""
    standing = work.standings.get(loan.loan_no)
    if standing is None:
        return []
    if standing.outstanding_minor:
        open_still = Money(standing.outstanding_minor, loan.currency)
        text = f"{loan.loan_no} was paid for, and {open_still} are open on {date_of(day)}"
        return [alarm(message, SHORT_PAID, loan.loan_no, text)]
    made = [calm(message, SHORT_PAID, loan.loan_no, f"{loan.loan_no} is paid")]
    if standing.reserve_minor > 0:
        body = ReserveDue(
            loan_no=loan.loan_no,
            facility_no=loan.facility_no,
            seller=loan.borrower,
            currency=loan.currency,
            minor=standing.reserve_minor,
        )
        made.append(message.reply("loan.reserve_due.v1", key=loan.loan_no, body=body))
    return made
