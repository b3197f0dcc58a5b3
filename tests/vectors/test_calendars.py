"""Working days of 2024 to 2026 as three sources have them, make-up days 调休 too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from adapters.calendar.china import ChinaHolidays
from core.kernel.errors import Refused
from core.loan.calendars import BusinessDays
from tests.vectors.figures import day, vector

EXPECTED = vector("china-workdays-2024-2026")[1]
DAYS = BusinessDays(ChinaHolidays())


@pytest.mark.parametrize("case", EXPECTED["cases"], ids=lambda case: case[0])
def test_a_day_is_a_working_day_as_the_state_council_said(case: tuple[str, str, bool]) -> None:
    told, weekday, works = case

    assert f"{day(told):%a}" == weekday
    assert DAYS.works(day(told)) is works


@pytest.mark.parametrize(("year", "count"), EXPECTED["working_days_in_year"].items())
def test_a_year_has_as_many_working_days(year: str, count: int) -> None:
    first = date(int(year), 1, 1)
    days = [first + timedelta(days=number) for number in range(366)]

    assert sum(DAYS.works(each) for each in days if each.year == first.year) == count


def test_a_year_without_a_notice_is_an_error() -> None:
    with pytest.raises(Refused, match="2027") as refused:
        DAYS.works(date(2027, 1, 4))

    assert refused.value.cause == "loan.unknown_year"
