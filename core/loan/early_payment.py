"""A loan is repaid before its days, in part or whole: what comes falls due that day, and is paid by it."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.errors import Broken
from core.loan.loan import Loan, Receipt, Standing
from core.loan.paying import Paying
from core.loan.plan_rows import APPLIED
from core.loan.replanning import carried, due_at_once, prepaid
from core.loan.stepping import day_recorded
from core.loan.unearned import give_back_unearned
from core.loan.work import LoanWork


def take_early(message: Message, work: LoanWork, receipt: Receipt) -> list[Message]:
    """Money that says it is early; where something is overdue, or it is the day anyway, it just repays."""
    loan, standing = work.loans.get(receipt.loan_no), work.standings.get(receipt.loan_no)
    if loan is None or standing is None:
        raise Broken(f"receipt {receipt.receipt_no} is for no running loan", cause="loan.receipt.loan")
    repayment = replace(receipt, kind="repayment", state=APPLIED)
    if is_before(work, loan, standing, receipt.value_day):
        loan = bring_due(message, work, loan, repayment)
    return Paying.of(message, work, loan).take(repayment, max(day_recorded(message), receipt.value_day))


def is_before(work: LoanWork, loan: Loan, standing: Standing, value_day: int) -> bool:
    """Whether nothing is due on that day, and the plan has begun: money may come on the day it went out."""
    due = work.dues.get(loan.loan_no, loan.plan, standing.first_open)
    return due is not None and due.since <= value_day < due.due


def bring_due(message: Message, work: LoanWork, loan: Loan, receipt: Receipt) -> Loan:
    """What the money pays falls due with it: all of it, or a part, and the rest as before."""
    paying = Paying.of(message, work, loan)
    stood, _ = paying.seen_on(receipt.value_day)
    owed = carried(work, loan, stood)
    if receipt.minor <= owed.interest + owed.fee:
        return loan  # It reaches no principal: nothing of the plan changes.
    paying.stand_on(receipt.value_day)
    give_back_unearned(message, work, paying, receipt.value_day)
    owed = carried(work, loan)
    why = f"paid early: {receipt.receipt_no}"
    if receipt.minor >= owed.principal + owed.interest + owed.fee:
        after = due_at_once(work, loan, receipt.value_day, why)
    else:
        after = prepaid(work, loan, receipt.value_day, receipt.minor, why)
    work.loans.put(after)
    return after
