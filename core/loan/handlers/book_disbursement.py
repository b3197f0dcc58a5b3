"""Whoever was to pay answers: paid, failed, or not yet; what does not fit is alarmed and books nothing."""

from __future__ import annotations

from core.catalogue.funder_disbursement_result import FunderDisbursementResult
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.days import day_number
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.activating import Paid, activate, unlike
from core.loan.ahead import before_answers
from core.loan.alarms import CONTRADICTED, IN_DOUBT, alarm, calm
from core.loan.disbursing import payer_of
from core.loan.factory import product_of
from core.loan.informing import tell_deal
from core.loan.limiting import free, quota_number
from core.loan.loan import Loan
from core.loan.quota import free_day
from core.loan.recon_news import not_paid
from core.loan.releasing import end_draw
from core.loan.stepping import Told, business_day_of, home_day, stepped
from core.loan.work import LoanWork

WAITED_FOR = frozenset({"DISBURSING", "UNKNOWN"})
# So often another try is made; then the draw is over.
ATTEMPTS_MAX = 3


@handles(
    "funder.disbursement_result.v1",
    touches=lambda message: [(Loan, (message.body.draw_no,))],
    together=Together(ahead=before_answers),
)
def book_disbursement(message: Message, work: LoanWork) -> list[Message]:
    """An answer is a fact: one that cannot be is kept and alarmed, and a person finds out (T9)."""
    said = message.read(FunderDisbursementResult)
    loan = work.loans.get(said.draw_no)
    if loan is None:
        raise Refused(f"there is no draw {said.draw_no}", cause="loan.unknown")
    payer = payer_of(product_of(work, loan.product, loan.product_version), loan)
    if message.partner != payer:
        raise Refused(
            f"{message.partner} answers about {loan.loan_no}, {payer or 'nobody'} was to pay it",
            cause="loan.other_payer",
        )
    if said.status == "pending":
        return []
    # Of a try before this one; of the first there is none before, whatever their clock says.
    stale = loan.attempt > 1 and loan.sent_at is not None and said.told_at < loan.sent_at
    if said.status == "failed":
        return _failed(message, work, loan, said, stale=stale)
    if _told_before(loan, said):
        return []
    if loan.state not in WAITED_FOR or stale:
        return [_unfit(message, work, loan, f"it was paid, says {payer}, and the draw is {loan.state}")]
    return _paid(message, work, loan, said)


def _paid(message: Message, work: LoanWork, loan: Loan, said: FunderDisbursementResult) -> list[Message]:
    paid = Paid(_value_day(said), _reference(said), said.funder_loan_no, message.partner)
    amount = said.paid_amount
    if amount is None or amount.currency != loan.currency:
        why = f"paid in {amount.currency if amount else 'nothing'}, asked for in {loan.currency}"
    else:
        why = unlike(work, loan, paid, Money.of(amount.amount, amount.currency).minor)
    if why:
        return [_unfit(message, work, loan, why)]
    known = f"paid on {paid.value_day}, reference {paid.bank_ref}"
    return [*activate(message, work, loan, paid), *_known(message, loan, known)]


def _failed(
    message: Message, work: LoanWork, loan: Loan, said: FunderDisbursementResult, *, stale: bool
) -> list[Message]:
    if loan.bank_ref:
        return [_unfit(message, work, loan, f"it failed ({_why(said)}), and it was paid by {loan.bank_ref}")]
    if loan.state not in WAITED_FOR or stale:
        # A failure told again, or of a try before this one: it is known.
        return []
    why, day = _why(said), business_day_of(message)
    known = _known(message, loan, f"nothing was paid: {why}")
    known += not_paid(message, work, loan)
    if loan.attempt >= ATTEMPTS_MAX:
        ended = f"{why}; {ATTEMPTS_MAX} tries failed"
        return [*end_draw(message, work, loan, Told("give_up", day, message.partner, ended)), *known]
    free(message, work, quota_number(loan), day)
    free_day(work, loan)
    told = Told("fail", day, message.partner, why)
    kept = stepped(message, work, loan, told, failed=loan.failed + 1, sent_at=None, funder="", quota_day=None)
    return [tell_deal(message, kept, why), *known]


def _unfit(message: Message, work: LoanWork, loan: Loan, text: str) -> Message:
    work.unit.effect(message, kind="disbursement.unfit", key=loan.loan_no, text=f"{loan.loan_no}: {text}")
    return alarm(message, CONTRADICTED, loan.loan_no, text)


def _known(message: Message, loan: Loan, text: str) -> list[Message]:
    """What became of the draw is known: nobody has to find out any more."""
    return [calm(message, code, loan.loan_no, text) for code in (IN_DOUBT, CONTRADICTED)]


def _told_before(loan: Loan, said: FunderDisbursementResult) -> bool:
    # A file of the day may tell the bank's reference where the answer has the funder's number alone.
    by_number = not said.bank_ref and said.funder_loan_no == loan.funder_loan_no != ""
    same = loan.bank_ref != "" and (by_number or loan.bank_ref == _reference(said))
    amount = said.paid_amount
    return same and amount is not None and Money.of(amount.amount, amount.currency).minor == loan.cash_minor


def _reference(said: FunderDisbursementResult) -> str:
    """The bank's, else the funder's number of the loan: a payment without any is not believed."""
    return said.bank_ref or said.funder_loan_no


def _value_day(said: FunderDisbursementResult) -> int:
    """From when interest counts, as they say; else the day on which it was paid, or told."""
    if said.value_date is not None:
        return day_number(said.value_date)
    return home_day(said.paid_at or said.told_at)


def _why(said: FunderDisbursementResult) -> str:
    return " ".join(each for each in (said.fail_code, said.fail_text) if each)
