"""A new schedule for what is left of a loan: paid before its time, extended, or made due at once."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from core.kernel.canonical import canonical_bytes
from core.kernel.days import date_of, day_number
from core.loan.calendars import HolidayRule, deadline
from core.loan.early import quote
from core.loan.earning import decoded, instalment_of
from core.loan.factory import calendar_of
from core.loan.loan import Due, Loan, Plan
from core.loan.plan_rows import dues_of
from core.loan.product import Product
from core.loan.terms import Instalment, Schedule, Terms
from core.loan.work import LoanWork


def schedule_of(work: LoanWork, loan: Loan) -> Schedule:
    """The schedule in force, as its rows keep it."""
    plan = work.plans.get(loan.loan_no, loan.plan)
    terms = decoded(b"" if plan is None else plan.terms)
    return Schedule(terms=terms, rows=tuple(instalment_of(due) for due in dues_of(work, loan)))


def keep_plan(work: LoanWork, loan: Loan, terms: Terms, rows: Sequence[Instalment], why: str) -> None:
    """Writes the plan and its instalments under the loan's own plan number."""
    work.plans.put(
        Plan(
            loan_no=loan.loan_no,
            plan=loan.plan,
            from_day=day_number(rows[0].since),
            why=why,
            terms=canonical_bytes(terms),
        )
    )
    earned = 0
    for row in rows:
        work.dues.put(_due(work, loan, terms.holidays, row, earned))
        earned += row.earned


def due_at_once(work: LoanWork, loan: Loan, product: Product, day: int, why: str) -> Loan:
    """All that is left falls due on that day, with the interest earned until then; the loan has that plan.

    Nothing that was due before may be open. The interest of the running period is that of its days so far.
    """
    found = schedule_of(work, loan)
    quoted = quote(found, date_of(day), product.repaying.early)
    row = Instalment(
        number=1,
        since=date_of(day),
        until=date_of(day),
        due=date_of(day),
        pay_by=date_of(day),
        principal=quoted.principal,
        interest=max(quoted.interest - quoted.refund, 0),
        balance=0,
    )
    after = replace(loan, plan=loan.plan + 1, maturity_day=day)
    keep_plan(work, after, found.terms, [row], why)
    return after


def _due(work: LoanWork, loan: Loan, holidays: HolidayRule, row: Instalment, earned: int) -> Due:
    by = deadline(row.due, holidays, calendar_of(work))
    return Due(
        loan_no=loan.loan_no,
        plan=loan.plan,
        number=row.number,
        since=day_number(row.since),
        until=day_number(row.until),
        due=day_number(row.due),
        pay_by=day_number(row.pay_by),
        overdue_after=day_number(by.overdue_after),
        principal_minor=row.principal,
        interest_minor=row.interest,
        prepaid_minor=row.prepaid,
        balance_minor=row.balance,
        earned_before_minor=earned,
    )
