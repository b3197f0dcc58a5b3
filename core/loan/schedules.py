"""A schedule: what is due when, of principal and of interest, to the minor unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

import msgspec

from core.kernel.errors import Refused
from core.kernel.rounding import divided_in
from core.loan.calendars import BusinessDays
from core.loan.day_counts import Ends
from core.loan.due_dates import PERIODS_MAX, DueDay, Every, every_due_date, first_month, month_day, step_days
from core.loan.interest import YearParts, ratio
from core.loan.periods import Span, spans_of
from core.loan.repaying import Amounts, Factors, repaying
from core.loan.terms import BrokenInterest, Instalment, Method, Schedule, Terms

# Their periods are not those between two due dates of the rule.
_OF_THEIR_OWN = (Method.BY_PLAN, Method.WITH_PRINCIPAL)


def schedule(terms: Terms, days: BusinessDays | None = None) -> Schedule:
    """All instalments; a pure function of the terms and of the calendar that rolls their due dates."""
    if terms.instalment and not terms.periods and terms.maturity is None:
        terms = msgspec.structs.replace(terms, periods=_periods_of(terms))
    spans = spans_of(terms, days)
    amounts = repaying(terms, factors_of(terms, spans))
    return Schedule(terms=terms, rows=tuple(_rows(terms, spans, amounts)))


def factors_of(terms: Terms, spans: list[Span]) -> Factors:
    """The rate times the part of a year of each period."""
    top, bottom = ratio(terms.rate)
    parts = YearParts(terms.basis)
    between, whole = parts.counting(), _whole(terms, parts)
    if whole is None:
        each = [top * between(span[0], span[1]) for span in spans]
    else:
        # All are whole by the way in which their due dates were made, but for a broken first one and a rest.
        each = [top * whole] * len(spans)
        if terms.due.first is not None or terms.due.day is not DueDay.DRAW_DAY:
            each[0] = top * between(spans[0][0], spans[0][1])
    if terms.basis.ends is Ends.BOTH or (whole is not None and terms.maturity is not None):
        each[-1] = top * parts.between(spans[-1][0], spans[-1][1], final=True)
    first = each[0]
    if terms.broken is BrokenInterest.APART and terms.method is Method.EQUAL_INSTALMENT:
        first = top * between(_whole_since(terms), spans[0][2])
    if terms.interest_free:
        each[: terms.interest_free] = [0] * min(terms.interest_free, len(each))
        first = 0
    return Factors(each, bottom * parts.denominator, first)


def _whole(terms: Terms, parts: YearParts) -> int | None:
    """A whole period between two due dates, where all of them are alike."""
    by_rule = terms.due.unit is Every.MONTHS and terms.method not in _OF_THEIR_OWN
    return parts.months(terms.due.every) if by_rule and not terms.holidays.interest_runs else None


def _whole_since(terms: Terms) -> date:
    """When the first period would have begun, were it a whole one."""
    rule = terms.due
    if rule.unit is Every.MONTHS:
        month, seed = first_month(terms.drawn, rule)
        return month_day(month - rule.every, seed)
    if rule.first is None:
        return terms.drawn
    return date.fromordinal(max(rule.first.toordinal() - step_days(rule), 1))


def _periods_of(terms: Terms) -> int:
    """How many periods a fixed instalment takes; Refused where it does not even pay the interest."""
    balance, since, parts = terms.principal.minor, terms.drawn, YearParts(terms.basis)
    top, bottom = ratio(terms.rate)
    cents, bottom = terms.cents, bottom * parts.denominator
    for number, due in enumerate(islice(every_due_date(since, terms.due), PERIODS_MAX), 1):
        part = 0 if number <= terms.interest_free else parts.between(since, due)
        interest = divided_in(cents.interest_unit, balance * top * part, bottom, cents.rounding)
        if number > terms.principal_grace:
            balance -= terms.instalment - interest
            if balance <= 0:
                return number
            if interest >= terms.instalment:
                break
        since = due
    raise Refused(
        f"instalments of {terms.instalment} minor units do not repay {terms.principal}",
        cause="loan.instalment_too_small",
    )


def _rows(terms: Terms, spans: list[Span], amounts: Amounts) -> Iterator[Instalment]:
    balance, advance = terms.principal.minor, terms.advance
    for number, ((since, until, due, pay_by), (principal, interest)) in enumerate(
        zip(spans, amounts, strict=True), 1
    ):
        balance -= principal
        taken = interest if number <= advance else 0
        yield Instalment(number, since, until, due, pay_by, principal, interest - taken, balance, taken)
