"""A draw that was paid out becomes a running loan: schedule, standing, entries, and whoever must know."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.hub.message import Message
from core.kernel.days import date_of, day_number
from core.loan.drawing import schedule_of, terms_of, write_plan
from core.loan.informing import tell_deal
from core.loan.loan import Loan, Standing
from core.loan.paying_out import Payout, book_payout, payout_of
from core.loan.recon_news import paid_out
from core.loan.releasing import deal_of, settle
from core.loan.slices import count_running
from core.loan.stepping import Told, stepped
from core.loan.telling import state_exposure, state_margin
from core.loan.terms import Schedule
from core.loan.watching import tell_newcomer
from core.loan.work import LoanWork

# The longest holidays: what was accepted after a cut-off is paid on the next working day, not later.
LATE_DAYS_MAX = 10


class Paid(NamedTuple):
    """How it was paid: the day from which interest counts, the references, who says so."""

    value_day: int
    bank_ref: str
    funder_loan_no: str
    by: str


def unlike(work: LoanWork, loan: Loan, paid: Paid, minor: int) -> str:
    """Why a payment is not the one that was asked for, or ""."""
    if minor != loan.cash_minor:
        return f"{minor} minor units were paid, {loan.cash_minor} were asked for"
    if not paid.bank_ref:
        return "the payment bears no reference"
    others = [
        each.loan_no for each in work.loans.find(bank_ref=paid.bank_ref) if each.loan_no != loan.loan_no
    ]
    if others:
        return f"reference {paid.bank_ref} is that of {others[0]}"
    late = (date_of(paid.value_day) - date_of(loan.wanted_day)).days
    if not 0 <= late <= LATE_DAYS_MAX:
        return f"value date {paid.value_day}, asked for {loan.wanted_day}"
    cash = _schedule(work, loan, date_of(paid.value_day))[1].cash
    if cash != loan.cash_minor:
        return (
            f"with interest taken from {paid.value_day} on, {cash} minor units are to be paid,"
            f" {loan.cash_minor} were"
        )
    return ""


def activate(message: Message, work: LoanWork, loan: Loan, paid: Paid) -> list[Message]:
    """Value date and accrual are from the payer's day, whenever it was asked for."""
    product, facility, _ = deal_of(work, loan)
    made, payout = _schedule(work, loan, date_of(paid.value_day))
    bought = product.posting_mode == "factoring" and product.recourse == "no"
    planned = write_plan(work, loan, made, last_fee=payout.later)
    text = f"{loan.cash_minor} minor units, reference {paid.bank_ref}"
    running = stepped(
        message,
        work,
        loan,
        Told("paid_out", paid.value_day, paid.by, text),
        plan=planned.plan,
        value_day=planned.value_day,
        maturity_day=planned.maturity_day,
        bank_ref=paid.bank_ref,
        funder_loan_no=paid.funder_loan_no,
    )
    work.standings.put(_standing(running, payout, made, bought=bought))
    count_running(work.slices, running.loan_no, 1)
    kept = settle(message, work, running)
    book_payout(message, work, (product, facility, running), payout)
    return [
        tell_deal(message, running),
        *state_margin(message, work, kept),
        *state_exposure(message, work, kept),
        *tell_newcomer(message, work, running, paid.value_day),
        *paid_out(message, work, running),
    ]


def _standing(loan: Loan, payout: Payout, made: Schedule, *, bought: bool) -> Standing:
    """Interest that was taken stands without its tax: that was owed when it was taken."""
    return Standing(
        loan_no=loan.loan_no,
        outstanding_minor=loan.principal_minor,
        accrued_through=day_number(made.terms.drawn),
        deferred_minor=payout.interest.net,
        first_margin_minor=loan.margin_minor,
        bought_minor=loan.invoice_minor if bought else 0,
        reserve_minor=loan.reserve_minor if bought else 0,
    )


def _schedule(work: LoanWork, loan: Loan, drawn: date) -> tuple[Schedule, Payout]:
    product, facility, _ = deal_of(work, loan)
    made = schedule_of(work, terms_of(product, facility, loan, drawn))
    return made, payout_of(product, facility, loan, made)
