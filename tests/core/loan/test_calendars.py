"""A due date on a holiday goes where the product says, and an unknown year is never guessed (T13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import QuantLib as Oracle
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendar.china import ChinaHolidays
from core.kernel.errors import Refused
from core.loan.calendars import BusinessDays, HolidayRule, Roll, SpecialDay, WholeYear, deadline

CHINA = BusinessDays(ChinaHolidays())
KNOWN = st.dates(date(2024, 1, 10), date(2026, 11, 30))
# National holidays of 2025: 1 to 8 October; Saturday the 11th is worked.
HOLIDAY, BEFORE, AFTER = date(2025, 10, 1), date(2025, 9, 30), date(2025, 10, 9)


@pytest.mark.parametrize(
    ("roll", "paid"), [(Roll.NONE, HOLIDAY), (Roll.FOLLOWING, AFTER), (Roll.PRECEDING, BEFORE)]
)
def test_a_due_date_in_the_national_holidays_is_rolled(roll: Roll, paid: date) -> None:
    """T13."""
    assert CHINA.rolled(HOLIDAY, roll) == paid


def test_modified_following_stays_in_its_month() -> None:
    """31 May 2025 is a Saturday, and Monday 2 June is the dragon-boat holiday."""
    assert CHINA.rolled(date(2025, 5, 31), Roll.FOLLOWING) == date(2025, 6, 3)
    assert CHINA.rolled(date(2025, 5, 31), Roll.MODIFIED_FOLLOWING) == date(2025, 5, 30)


@given(KNOWN, st.sampled_from([Roll.FOLLOWING, Roll.MODIFIED_FOLLOWING, Roll.PRECEDING]))
def test_what_is_rolled_is_a_working_day_and_stays(day: date, roll: Roll) -> None:
    rolled = CHINA.rolled(day, roll)

    assert CHINA.works(rolled)
    assert CHINA.rolled(rolled, roll) == rolled
    assert (rolled == day) is CHINA.works(day)


def test_a_year_without_a_notice_is_an_error_until_its_notice_is_loaded() -> None:
    new_year, saturday = date(2027, 1, 1), date(2027, 1, 2)
    with pytest.raises(Refused, match="load the notice"):
        CHINA.rolled(new_year, Roll.FOLLOWING)

    told = BusinessDays(
        ChinaHolidays(),
        [
            SpecialDay(day=new_year, works=False, said_on=date(2026, 11, 20)),
            SpecialDay(day=saturday, works=True, said_on=date(2026, 11, 20)),
        ],
        [WholeYear(year=2027, said_on=date(2026, 11, 20))],
    )

    assert told.rolled(new_year, Roll.FOLLOWING) == saturday
    assert told.works(date(2027, 1, 4))
    assert not told.works(date(2027, 1, 3))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_another_source_says_the_same_of_every_day(year: int) -> None:
    """QuantLib's calendar of the interbank market, which works on make-up days too."""
    theirs = Oracle.China(Oracle.China.IB)
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]

    assert [
        str(day)
        for day in days
        if CHINA.works(day) != theirs.isBusinessDay(Oracle.Date(*day.timetuple()[2::-1]))
    ] == []


def test_a_later_word_goes_before_an_earlier_one_and_before_the_library() -> None:
    day = date(2026, 9, 4)
    said = [
        SpecialDay(day=day, works=True, said_on=date(2026, 8, 20)),
        SpecialDay(day=day, works=False, said_on=date(2026, 8, 10)),
    ]
    days = BusinessDays(ChinaHolidays(), said)

    assert CHINA.works(day)
    assert days.works(day)
    assert not days.as_known(date(2026, 8, 15)).works(day)
    assert days.as_known(date(2026, 8, 5)).works(day)


def test_a_table_without_a_working_day_is_found_out() -> None:
    idle = [SpecialDay(day=HOLIDAY + timedelta(days=n), works=False, said_on=HOLIDAY) for n in range(40)]

    with pytest.raises(Refused, match="within 31 days"):
        BusinessDays(ChinaHolidays(), idle).rolled(HOLIDAY, Roll.FOLLOWING)


@pytest.mark.parametrize(
    ("rule", "pay_by", "overdue_after", "interest_until"),
    [
        (HolidayRule(overdue=True), HOLIDAY, HOLIDAY, HOLIDAY),
        (HolidayRule(), HOLIDAY, AFTER, HOLIDAY),
        (HolidayRule(roll=Roll.FOLLOWING), AFTER, AFTER, HOLIDAY),
        (HolidayRule(roll=Roll.FOLLOWING, interest_runs=True), AFTER, AFTER, AFTER),
        (HolidayRule(roll=Roll.PRECEDING), BEFORE, AFTER, HOLIDAY),
        (HolidayRule(roll=Roll.PRECEDING, interest_runs=True, overdue=True), BEFORE, HOLIDAY, BEFORE),
    ],
)
def test_a_product_says_whether_a_holiday_is_overdue_and_bears_interest(
    rule: HolidayRule, pay_by: date, overdue_after: date, interest_until: date
) -> None:
    found = deadline(HOLIDAY, rule, CHINA)

    assert found == (HOLIDAY, pay_by, overdue_after, interest_until)


def test_a_rule_that_asks_for_holidays_needs_a_calendar() -> None:
    with pytest.raises(Refused, match="no calendar"):
        deadline(HOLIDAY, HolidayRule(roll=Roll.FOLLOWING))
