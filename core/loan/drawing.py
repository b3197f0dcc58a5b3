"""A loan that is paid out gets its schedule: terms from product and contract, plan and dues as rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from msgspec.structs import replace

from core.kernel.canonical import canonical_bytes
from core.kernel.days import date_of, day_number
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.loan.calendars import BusinessDays, deadline
from core.loan.due_dates import DueDay, Every, month_day, month_of
from core.loan.factory import calendar_of
from core.loan.loan import Due, Loan, Plan
from core.loan.product import Product
from core.loan.records import Facility
from core.loan.schedules import schedule
from core.loan.terms import Method, Schedule, Terms
from core.loan.work import LoanWork

DRAWN = "drawn"


def terms_of(product: Product, facility: Facility, loan: Loan, drawn: date) -> Terms:
    """The terms of the loan, were it drawn on that day."""
    rule = product.repaying
    method = Method(facility.method) if facility.method else rule.methods[0]
    periods, until = _length(rule.due.unit, rule.due.day, rule.due.every, loan, drawn)
    if rule.due.first is not None:
        periods, until = 0, maturity_of(loan, drawn)
    return Terms(
        principal=Money(loan.principal_minor, loan.currency),
        rate=Decimal(loan.rate),
        drawn=drawn,
        method=method,
        periods=periods,
        maturity=until,
        due=rule.due,
        holidays=rule.holidays,
        basis=rule.basis,
        cents=rule.cents,
        broken=rule.broken,
        principal_grace=rule.principal_grace,
        interest_free=rule.interest_free,
        advance=rule.advance,
    )


def maturity_of(loan: Loan, drawn: date) -> date:
    """The last day: as the draw said it, or so many months after the day on which it is paid out."""
    if not loan.term_months:
        return date_of(loan.maturity_day)
    return month_day(month_of(drawn) + loan.term_months, drawn.day)


def months_begun(since: date, until: date) -> int:
    """Begun months between two days."""
    return month_of(until) - month_of(since) + (until.day > since.day)


def schedule_of(work: LoanWork, terms: Terms) -> Schedule:
    """Its instalments; days of years without a notice stand as the contract says."""
    return _scheduled(terms, calendar_of(work, known=True))


@lru_cache(64)
def _scheduled(terms: Terms, days: BusinessDays) -> Schedule:
    """Asked twice of each loan that is paid out: for the cash that leaves, and to be written."""
    return schedule(terms, days)


def write_plan(work: LoanWork, loan: Loan, made: Schedule, *, last_fee: int = 0) -> Loan:
    """Writes plan and dues as the loan's next plan; the loan as it is with them (not written).

    last_fee: what falls due of fees with the last instalment.
    """
    number = loan.plan + 1
    terms, days = made.terms, calendar_of(work, known=True)
    work.plans.put(
        Plan(
            loan_no=loan.loan_no,
            plan=number,
            from_day=day_number(terms.drawn),
            why=DRAWN,
            terms=canonical_bytes(terms),
        )
    )
    rows = due_rows(loan.loan_no, number, made, days)
    rows[-1] = replace(rows[-1], fee_minor=last_fee)
    for row in rows:
        work.dues.put(row)
    return replace(loan, plan=number, maturity_day=rows[-1].due, value_day=day_number(terms.drawn))


def due_rows(loan_no: str, plan: int, made: Schedule, days: BusinessDays) -> list[Due]:
    """The instalments as rows, each with what is earned before it."""
    before = [0, *accumulate(row.earned for row in made.rows)]
    return [
        Due(
            loan_no=loan_no,
            plan=plan,
            number=row.number,
            since=day_number(row.since),
            until=day_number(row.until),
            due=day_number(row.due),
            pay_by=day_number(row.pay_by),
            overdue_after=day_number(deadline(row.due, made.terms.holidays, days).overdue_after),
            principal_minor=row.principal,
            interest_minor=row.interest,
            prepaid_minor=row.prepaid,
            balance_minor=row.balance,
            earned_before_minor=earned,
        )
        for row, earned in zip(made.rows, before, strict=False)
    ]


def _length(unit: Every, day: DueDay, every: int, loan: Loan, drawn: date) -> tuple[int, date | None]:
    """So many whole periods where the term is made of them, else until a day: the last one is then broken."""
    whole = loan.term_months and unit is Every.MONTHS and day is DueDay.DRAW_DAY
    if whole and loan.term_months % every == 0:
        return loan.term_months // every, None
    until = maturity_of(loan, drawn)
    if until <= drawn:
        raise Refused(f"{loan.loan_no} would be drawn on {drawn} and end on {until}", cause="loan.no_term")
    return 0, until
