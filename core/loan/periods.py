"""The periods of a loan: which days bear interest, when each falls due, and when its money moves."""

from __future__ import annotations

from datetime import date

from core.kernel.errors import Refused
from core.loan.calendars import BusinessDays, Roll, deadline
from core.loan.due_dates import PERIODS_MAX, due_dates, due_dates_until
from core.loan.terms import Method, Terms

# Since (the first day that bears interest), until (no longer one), due, paid by.
Span = tuple[date, date, date, date]


def spans_of(terms: Terms, days: BusinessDays | None) -> list[Span]:
    """Refused where the terms name no due dates, or where two would fall on one day."""
    due = dues(terms)
    if terms.holidays.roll is Roll.NONE:
        found = list(zip([terms.drawn, *due], due, due, due, strict=False))
        if terms.method is Method.BY_PLAN:
            _check_rise(found)
        return found
    found = []
    since = terms.drawn
    for one in due:
        _, pay_by, _, until = deadline(one, terms.holidays, days)
        found.append((since, until, one, pay_by))
        since = until
    _check_rise(found)
    return found


def _check_rise(spans: list[Span]) -> None:
    before = spans[0][0]
    for since, until, due, pay_by in spans:
        if until <= since or pay_by <= before:
            raise Refused(
                f"due on {due}, paid on {pay_by}: not after the due date or draw before it, {before}",
                cause="loan.due_dates_meet",
            )
        before = pay_by


def dues(terms: Terms) -> list[date]:
    """The due dates as the contract says them, before holidays."""
    if terms.method is Method.BY_PLAN:
        if not 0 < len(terms.plan) <= PERIODS_MAX:
            raise Refused(f"a plan of {len(terms.plan)} rows", cause="loan.plan")
        return [row.due for row in terms.plan]
    if (terms.maturity is None) == (not terms.periods):
        raise Refused("terms say either how many periods or until when", cause="loan.periods")
    if terms.maturity is None:
        found = due_dates(terms.drawn, terms.due, terms.periods)
    else:
        found = due_dates_until(terms.drawn, terms.due, terms.maturity)
    return found[-1:] if terms.method is Method.WITH_PRINCIPAL else found
