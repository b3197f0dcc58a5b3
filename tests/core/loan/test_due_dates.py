"""Due dates keep their day, through short months and leap years, by months, weeks or days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Refused
from core.loan.due_dates import (
    Broken,
    DueDay,
    DueRule,
    Every,
    due_dates,
    due_dates_until,
    every_due_date,
    month_day,
    month_of,
    whole_months,
)

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def said(dates: list[date]) -> list[str]:
    return [str(each) for each in dates]


@pytest.mark.parametrize(
    ("drawn", "rule", "dates"),
    [
        ("2024-01-31", DueRule(), ["2024-02-29", "2024-03-31", "2024-04-30"]),
        ("2024-02-29", DueRule(every=12), ["2025-02-28", "2026-02-28", "2027-02-28"]),
        ("2025-02-10", DueRule(day=DueDay.MONTH_END), ["2025-02-28", "2025-03-31", "2025-04-30"]),
        ("2025-02-28", DueRule(day=DueDay.MONTH_END), ["2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2025-01-15", DueRule(day=DueDay.MONTH_END, every=3), ["2025-03-31", "2025-06-30", "2025-09-30"]),
        (
            "2025-01-15",
            DueRule(day=DueDay.FIXED, fixed=20, every=3),
            ["2025-03-20", "2025-06-20", "2025-09-20"],
        ),
        (
            "2025-03-20",
            DueRule(day=DueDay.FIXED, fixed=20, every=3),
            ["2025-06-20", "2025-09-20", "2025-12-20"],
        ),
        (
            "2025-03-21",
            DueRule(day=DueDay.FIXED, fixed=20, every=12),
            ["2025-12-20", "2026-12-20", "2027-12-20"],
        ),
        ("2025-01-25", DueRule(day=DueDay.FIXED, fixed=20), ["2025-02-20", "2025-03-20", "2025-04-20"]),
        ("2025-01-31", DueRule(every=5), ["2025-06-30", "2025-11-30", "2026-04-30"]),
        ("2025-01-15", DueRule(first=date(2025, 3, 31)), ["2025-03-31", "2025-04-30", "2025-05-31"]),
        ("2025-01-15", DueRule(unit=Every.WEEKS, every=2), ["2025-01-29", "2025-02-12", "2025-02-26"]),
        ("2025-01-15", DueRule(unit=Every.DAYS, every=90), ["2025-04-15", "2025-07-14", "2025-10-12"]),
        (
            "2025-01-15",
            DueRule(unit=Every.WEEKS, first=date(2025, 1, 31)),
            ["2025-01-31", "2025-02-07", "2025-02-14"],
        ),
    ],
)
def test_due_dates_follow_the_rule(drawn: str, rule: DueRule, dates: list[str]) -> None:
    assert said(due_dates(date.fromisoformat(drawn), rule, 3)) == dates


@pytest.mark.parametrize(
    ("drawn", "broken", "first"),
    [
        ("2025-01-15", Broken.SHORT, "2025-01-20"),
        ("2025-01-15", Broken.LONG, "2025-02-20"),
        ("2025-01-25", Broken.SHORT, "2025-02-20"),
        ("2025-01-25", Broken.LONG, "2025-03-20"),
        ("2025-01-20", Broken.LONG, "2025-02-20"),
    ],
)
def test_a_broken_first_period_is_short_or_long_and_a_whole_one_neither(
    drawn: str, broken: Broken, first: str
) -> None:
    rule = DueRule(day=DueDay.FIXED, fixed=20, broken=broken)

    assert said(due_dates(date.fromisoformat(drawn), rule, 1)) == [first]


def test_the_last_period_ends_at_maturity_whole_or_not() -> None:
    drawn = date(2025, 1, 15)

    assert said(due_dates_until(drawn, DueRule(), date(2025, 3, 1))) == ["2025-02-15", "2025-03-01"]
    assert due_dates_until(drawn, DueRule(), date(2025, 3, 15)) == due_dates(drawn, DueRule(), 2)
    with pytest.raises(Refused, match="no term"):
        due_dates_until(drawn, DueRule(), drawn)


@given(DAYS, st.integers(1, 24), st.integers(1, 60), st.sampled_from(Every))
def test_one_by_one_or_all_at_once_they_are_the_same(
    drawn: date, every: int, count: int, unit: Every
) -> None:
    rule = DueRule(every=every, unit=unit)

    assert due_dates(drawn, rule, count) == list(islice(every_due_date(drawn, rule), count))


@given(DAYS, st.integers(0, 3000))
def test_whole_months_and_the_days_that_are_left_are_the_time_between(since: date, days: int) -> None:
    until = since + timedelta(days=days)

    months, rest = whole_months(since, until)

    assert since <= rest <= until
    assert (until - rest).days < 31
    assert months >= 0
    assert rest == until or rest == month_day(month_of(since) + months, since.day)


@pytest.mark.parametrize(
    ("since", "until", "months", "left"),
    [
        ("2025-01-31", "2025-02-28", 1, 0),
        ("2025-02-28", "2025-03-31", 1, 0),
        ("2025-01-15", "2025-02-28", 1, 13),
        ("2025-01-31", "2025-03-01", 1, 1),
        ("2024-02-29", "2025-02-28", 12, 0),
        ("2025-01-15", "2025-01-15", 0, 0),
    ],
)
def test_ends_of_months_are_whole_months_apart(since: str, until: str, months: int, left: int) -> None:
    found, rest = whole_months(date.fromisoformat(since), date.fromisoformat(until))

    assert (found, (date.fromisoformat(until) - rest).days) == (months, left)
