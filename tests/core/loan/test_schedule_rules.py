"""What holds of every schedule there can be (B1 to B7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
from hypothesis import assume, example, given
from hypothesis import strategies as st

from adapters.calendar.china import ChinaHolidays
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.rounding import divided_in
from core.loan.calendars import BusinessDays, HolidayRule, Roll, SpecialDay
from core.loan.day_counts import Ends
from core.loan.due_dates import Broken, DueDay, DueRule
from core.loan.interest import Basis, YearParts, interest_of
from core.loan.schedules import schedule
from core.loan.terms import BrokenInterest, Cents, Method, Terms
from tests.core.loan.loans import a_loan, loans

PLAIN = Cents()


@given(loans())
def test_principal_is_repaid_to_the_cent_and_nothing_is_below_zero(terms: Terms) -> None:
    """B1 to B4."""
    rows = schedule(terms).rows

    balance = terms.principal.minor
    for row in rows:
        balance -= row.principal
        assert row.balance == balance
        assert row.payment == row.principal + row.interest
        assert min(row.principal, row.interest, row.prepaid, row.balance) >= 0
    assert balance == 0


@given(loans())
def test_equal_instalments_differ_in_the_last_alone(terms: Terms) -> None:
    """B5; interest taken at draw, free periods and a broken month apart differ by what they are."""
    terms = msgspec.structs.replace(
        terms, method=Method.EQUAL_INSTALMENT, advance=0, broken=BrokenInterest.INSIDE
    )
    rows = schedule(terms).rows[terms.principal_grace : -1]

    # A first period far longer than the others may bear more interest than an instalment pays.
    assume(all(row.principal for row in rows))
    assert len({row.payment for row in rows if row.balance}) <= 1


@given(loans())
def test_due_dates_rise_and_keep_their_seed_day(terms: Terms) -> None:
    """B6."""
    rows = schedule(terms).rows

    assert all(one.due < two.due for one, two in pairwise(rows))
    assert rows[0].due > terms.drawn == rows[0].since
    assert all(one.until == two.since for one, two in pairwise(rows))
    if terms.due.unit == "months":
        rows = rows if terms.maturity is None else rows[:-1]
        seed = max((row.due.day for row in rows), default=0)
        assert all(row.due.day == seed or (row.due.day < seed and _is_last(row.due)) for row in rows)


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


@given(loans(), st.integers(1, 10_000))
def test_interest_is_none_at_no_rate_and_rises_with_rate_and_principal(terms: Terms, more: int) -> None:
    """B7, where interest does not change how principal is repaid; each row may round by a unit."""
    terms = msgspec.structs.replace(terms, method=Method.BULLET)
    free = msgspec.structs.replace(terms, rate=Decimal(0))
    dearer = msgspec.structs.replace(terms, rate=terms.rate + Decimal(more) / 100_000)
    larger = msgspec.structs.replace(
        terms, principal=Money(terms.principal.minor + more, terms.principal.currency)
    )
    longer = (
        msgspec.structs.replace(terms, periods=terms.periods + 1)
        if terms.maturity is None
        else msgspec.structs.replace(terms, maturity=terms.maturity + timedelta(days=1))
    )

    interest = schedule(terms).interest
    assert schedule(free).interest == 0
    assert schedule(dearer).interest >= interest
    assert schedule(larger).interest >= interest
    assert schedule(longer).interest >= interest - 1


@given(loans(), st.sampled_from(Roll), st.booleans(), st.sets(st.integers(0, 400), max_size=40))
def test_a_rolled_schedule_moves_money_on_working_days_only(
    terms: Terms, roll: Roll, runs: bool, off: set[int]
) -> None:
    days = BusinessDays(
        ChinaHolidays(),
        [
            SpecialDay(day=date(2025, 1, 1) + timedelta(days=n), works=False, said_on=date(2024, 12, 1))
            for n in off
        ],
    )
    terms = msgspec.structs.replace(
        terms,
        drawn=date(2025, 1, 2),
        periods=min(terms.periods or 6, 6),
        maturity=None,
        principal_grace=0,
        holidays=HolidayRule(roll=roll, interest_runs=runs),
    )
    try:
        rows = schedule(terms, days).rows
    except Refused:
        return

    if roll is not Roll.NONE:
        assert all(days.works(row.pay_by) for row in rows)
    assert all(one.pay_by < two.pay_by for one, two in pairwise(rows))
    assert sum(row.principal for row in rows) == terms.principal.minor


@given(loans())
@example(a_loan(method=Method.WITH_PRINCIPAL))
@example(a_loan(due=DueRule(day=DueDay.FIXED, fixed=31, broken=Broken.LONG)))
@example(a_loan(maturity=date(2025, 8, 3), basis=Basis(ends=Ends.BOTH, monthly=True)))
def test_every_period_bears_the_interest_of_its_days_on_what_was_outstanding(terms: Terms) -> None:
    """Counted period by period from the dates that the row shows."""
    rows = schedule(terms).rows
    parts, cents = YearParts(terms.basis), terms.cents

    for row in rows:
        part = parts.between(row.since, row.until, final=row is rows[-1])
        exact = interest_of(row.balance + row.principal, terms.rate, (part, parts.denominator))
        free = row.number <= terms.interest_free
        rounded = divided_in(cents.interest_unit, exact.numerator, exact.denominator, cents.rounding)
        assert row.earned == (0 if free else rounded)


def test_the_same_terms_give_the_same_schedule() -> None:
    assert schedule(a_loan()) == schedule(a_loan())
