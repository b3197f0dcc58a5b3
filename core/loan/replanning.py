"""A new schedule for what is left of a loan: made due at once, extended, or restructured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from core.kernel.canonical import canonical_bytes
from core.kernel.days import date_of, day_number
from core.kernel.errors import Broken, Refused
from core.kernel.money import Money
from core.loan.calendars import HolidayRule, deadline
from core.loan.earning import decoded
from core.loan.factory import calendar_of
from core.loan.loan import Due, Loan, Plan, Standing
from core.loan.plan_rows import dues_of
from core.loan.schedules import schedule
from core.loan.terms import Instalment, Method, Terms
from core.loan.work import LoanWork


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What a loan owes on a day, due or not, minor units; fee: penalty and compound interest with it."""

    principal: int
    interest: int
    fee: int


def carried(work: LoanWork, loan: Loan, stood: Standing | None = None) -> Carried:
    """Everything that is earned and unpaid, as the loan stands, or stood on a day (`Paying.seen_on`)."""
    stands = _standing(work, loan) if stood is None else stood
    fees = sum(due.fee_minor - due.paid_fee_minor for due in dues_of(work, loan) if not due.settled_day)
    return Carried(
        principal=stands.outstanding_minor,
        interest=max(stands.accrued_minor - stands.interest_paid_minor, 0) + stands.suspended_minor,
        fee=fees + stands.penalty_minor + stands.compound_minor,
    )


def due_at_once(work: LoanWork, loan: Loan, day: int, why: str) -> Loan:
    """All that is owed falls due on that day, and nothing is earned any more."""
    owed = carried(work, loan)
    row = _now(1, day, owed.principal, owed.interest)
    return _planned(work, loan, _terms(work, loan), [row], (why, owed.fee))


def extended(work: LoanWork, loan: Loan, day: int, until_day: int, why: str) -> Loan:
    """What is left is repaid by that day, as the loan is; what is owed so far is due now, and first."""
    if until_day <= day:
        raise Refused(f"{loan.loan_no}: extended on {day} until {until_day}: no term", cause="loan.extension")
    owed = carried(work, loan)
    terms = _left(work, loan, owed.principal, day, date_of(until_day))
    made = schedule(terms, calendar_of(work)).rows
    first = [_now(1, day, 0, owed.interest, balance=owed.principal)] if owed.interest or owed.fee else []
    rows = [replace(row, number=place) for place, row in enumerate([*first, *made], start=1)]
    return _planned(work, loan, terms, rows, (why, owed.fee))


def prepaid(work: LoanWork, loan: Loan, day: int, minor: int, why: str) -> Loan:
    """A part is repaid before its day: it and what is owed so far fall due that day, the rest as before.

    minor: what came; what is left of it after interest and charges pays principal. Refused where that is
    nothing, or all of it.
    """
    owed = carried(work, loan)
    part = minor - owed.interest - owed.fee
    if not 0 < part < owed.principal:
        raise Refused(f"{minor} minor units prepay {part} of {owed.principal}", cause="loan.early_share")
    left = owed.principal - part
    last = max(due.due for due in dues_of(work, loan))
    terms = _left(work, loan, left, day, date_of(last))
    first = _now(1, day, part, owed.interest, balance=left)
    made = schedule(terms, calendar_of(work, known=True)).rows
    rows = [replace(row, number=place) for place, row in enumerate([first, *made], start=1)]
    return _planned(work, loan, terms, rows, (why, owed.fee))


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
        earned += row.earned if row.since < row.until else 0


def _planned(
    work: LoanWork, loan: Loan, terms: Terms, rows: Sequence[Instalment], said: tuple[str, int]
) -> Loan:
    """The loan under its next plan; what was charged for being late is a fee of the first instalment."""
    why, fee = said
    after = replace(loan, plan=loan.plan + 1, maturity_day=day_number(rows[-1].due))
    keep_plan(work, after, terms, rows, why)
    if fee:
        first = work.dues.get(loan.loan_no, after.plan, 1)
        if first is not None:
            work.dues.put(replace(first, fee_minor=fee))
    work.standings.put(
        replace(_standing(work, loan), first_open=1, running=1, penalty_minor=0, compound_minor=0)
    )
    return after


def _left(work: LoanWork, loan: Loan, minor: int, day: int, until: date) -> Terms:
    """The same terms for what is left, from that day on."""
    terms = _terms(work, loan)
    return replace(
        terms,
        principal=Money(minor, loan.currency),
        drawn=date_of(day),
        periods=0,
        maturity=until,
        plan=(),
        instalment=0,
        method=Method.WITH_PRINCIPAL if terms.plan else terms.method,
        principal_grace=0,
        interest_free=0,
        advance=0,
    )


def _now(number: int, day: int, principal: int, interest: int, balance: int = 0) -> Instalment:
    """Due on that very day; it has no days of its own, what it asks for was earned before."""
    on = date_of(day)
    return Instalment(
        number=number,
        since=on,
        until=on,
        due=on,
        pay_by=on,
        principal=principal,
        interest=interest,
        balance=balance,
    )


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


def _terms(work: LoanWork, loan: Loan) -> Terms:
    plan = work.plans.get(loan.loan_no, loan.plan)
    if plan is None:
        raise Broken(f"{loan.loan_no} has no plan {loan.plan}", cause="loan.plan")
    return decoded(plan.terms)


def _standing(work: LoanWork, loan: Loan) -> Standing:
    found = work.standings.get(loan.loan_no)
    if found is None:
        raise Broken(f"{loan.loan_no} runs without its standing", cause="loan.standing")
    return found
