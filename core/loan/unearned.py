"""Interest taken at the draw for days that are not used: given back, or kept, as the product says (T15)."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.days import date_of
from core.loan.accrual import earned_by
from core.loan.booking import Fact, book, parts_of
from core.loan.early import Refund
from core.loan.earning import decoded, instalment_of
from core.loan.loan import Standing
from core.loan.paying import Paying
from core.loan.plan_rows import dues_of
from core.loan.terms import Schedule
from core.loan.work import LoanWork


def give_back_unearned(message: Message, work: LoanWork, paying: Paying, day: int) -> None:
    """What is given back lowers what is owed; of what was bought without recourse it is the seller's.

    Where a part stays, its interest is paid with its instalments from then on. Kept, it is earned.
    """
    loan, product = paying.loan, paying.product
    standing = work.standings.get(loan.loan_no)
    if standing is None or not standing.deferred_minor or product.booking != "own":
        return
    net = standing.deferred_minor
    parts = parts_of(product, paying.facility, loan)
    if product.repaying.early.refund is Refund.NONE:
        book(message, work, Fact("interest.released", f"{loan.loan_no}/kept/{day}", day, parts), interest=net)
        work.standings.put(replace(standing, deferred_minor=0))
        return
    gross = _unearned(work, paying, day)
    fact = Fact("interest.refunded", f"{loan.loan_no}/unearned/{day}", day, parts)
    book(message, work, fact, interest=gross, net=net, vat=gross - net)
    work.standings.put(_after(standing, gross, bought=product.recourse == "no"))


def _after(standing: Standing, gross: int, *, bought: bool) -> Standing:
    if bought:
        return replace(standing, deferred_minor=0, reserve_minor=standing.reserve_minor + gross)
    return replace(standing, deferred_minor=0, outstanding_minor=standing.outstanding_minor - gross)


def _unearned(work: LoanWork, paying: Paying, day: int) -> int:
    """All that was taken, less what the days before this one have earned of it; VAT included."""
    loan = paying.loan
    plan = work.plans.get(loan.loan_no, loan.plan)
    rows = tuple(instalment_of(due) for due in dues_of(work, loan) if due.prepaid_minor)
    terms = decoded(b"" if plan is None else plan.terms)
    earned = earned_by(Schedule(terms=terms, rows=rows), date_of(day))
    return sum(row.prepaid for row in rows) - earned
