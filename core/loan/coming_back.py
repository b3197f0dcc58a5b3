"""A payout that came back 退汇: the payee has no money, and what came is nobody's repayment."""

from __future__ import annotations

from core.hub.message import Message
from core.loan.alarms import CAME_BACK, alarm
from core.loan.coming import UNIDENTIFIED, Coming
from core.loan.loan import Loan
from core.loan.matching import Matched
from core.loan.work import LoanWork


def draw_back(work: LoanWork, coming: Coming) -> Loan | None:
    """The one draw whose payout it is: by what it was sent under, else by its number where a bank says so."""
    found = {loan.loan_no: loan for loan in _sent_as(work, coming)}
    if not found and coming.back:
        named = (work.loans.get(name) for name in sorted(coming.names()))
        found = {loan.loan_no: loan for loan in named if loan is not None}
    its = [loan for loan in found.values() if loan.currency == coming.currency]
    return its[0] if len(its) == len(found) == 1 else None


def as_back(loan: Loan) -> Matched:
    """It stands as nobody's until people have seen to the draw."""
    return Matched(kind=UNIDENTIFIED, facility_no=loan.facility_no)


def tell_back(message: Message, loan: Loan, coming: Coming) -> Message:
    text = (
        f"{coming.minor} minor units of {coming.currency} came back by {coming.number} on {coming.value_day}:"
        f" {loan.loan_no} was paid out with {loan.cash_minor} to {loan.payee} and is {loan.state}"
    )
    return alarm(message, CAME_BACK, loan.loan_no, text)


def payout_keys(coming: Coming) -> tuple[list[str], list[str]]:
    """By which references of the bank, and by which keys of ours, a payout would be found."""
    if coming.funder:
        return [], []
    own = [coming.number] if coming.referenced else []
    return [each for each in (*own, coming.sent_ref) if each], [coming.sent_ref] if coming.sent_ref else []


def _sent_as(work: LoanWork, coming: Coming) -> list[Loan]:
    references, keys = payout_keys(coming)
    by_key = [loan for each in keys for loan in work.loans.find(idempotency_key=each)]
    by_bank = [loan for each in references for loan in work.loans.find(bank_ref=each)]
    # Banks count anew: what comes under a payout's number is that payout if it is all of it, or a return.
    same = [loan for loan in by_bank if coming.back or loan.cash_minor == coming.minor]
    return [*by_key, *same]
