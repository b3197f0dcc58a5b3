"""Days are counted as the contract says, to the exact fraction."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
import QuantLib as Oracle
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.day_counts import DayCount, Ends, year_part

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
ORACLES = {
    DayCount.ACT_360: Oracle.Actual360(),
    DayCount.ACT_364: Oracle.Actual364(),
    DayCount.ACT_365F: Oracle.Actual365Fixed(),
    DayCount.ACT_ACT_ISDA: Oracle.ActualActual(Oracle.ActualActual.ISDA),
    DayCount.THIRTY_360: Oracle.Thirty360(Oracle.Thirty360.BondBasis),
    DayCount.THIRTY_E_360: Oracle.Thirty360(Oracle.Thirty360.EurobondBasis),
}


@given(st.sampled_from(DayCount), DAYS, DAYS)
def test_every_count_is_quantlibs(count: DayCount, one: date, other: date) -> None:
    since, until = sorted((one, other))

    part = year_part(count, since, until)

    theirs = ORACLES[count].yearFraction(told(since), told(until))
    assert float(Fraction(*part)) == pytest.approx(theirs, abs=1e-9)


@given(st.sampled_from(DayCount), DAYS, st.integers(0, 800), st.integers(0, 800))
def test_actual_days_of_two_periods_are_those_of_both(
    count: DayCount, since: date, one: int, two: int
) -> None:
    middle = since + timedelta(days=one)
    until = middle + timedelta(days=two)
    whole, first, second = (
        year_part(count, *ends).numerator for ends in ((since, until), (since, middle), (middle, until))
    )

    if count in {DayCount.THIRTY_360, DayCount.THIRTY_E_360}:
        # A month of 30 days has its 31st at the expense of somebody.
        assert abs(whole - first - second) <= 1
    else:
        assert whole == first + second


@pytest.mark.parametrize(("ends", "days"), [(Ends.FIRST, 90), (Ends.LAST, 90), (Ends.BOTH, 91)])
def test_both_ends_are_a_day_more(ends: Ends, days: int) -> None:
    assert year_part(DayCount.ACT_360, date(2025, 3, 3), date(2025, 6, 1), ends) == (days, 360)


def test_both_ends_of_the_year_belong_to_their_own_years() -> None:
    part = year_part(DayCount.ACT_ACT_ISDA, date(2023, 12, 31), date(2024, 1, 1), Ends.BOTH)

    assert Fraction(*part) == Fraction(1, 365) + Fraction(1, 366)


def test_inverted_dates_are_refused() -> None:
    with pytest.raises(Refused, match="before it begins"):
        year_part(DayCount.ACT_360, date(2025, 6, 1), date(2025, 3, 3))


def told(day: date) -> Oracle.Date:
    return Oracle.Date(day.day, day.month, day.year)
