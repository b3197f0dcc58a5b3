"""The business clock: working days, half days, hours, months' ends, and clocks that are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice

from adapters.calendar.china import ChinaHolidays
from core.hub.business_clock import BusinessClock
from core.hub.contract_terms import Calendar, Expectation, SpecialDay

CHINA = BusinessClock(
    Calendar(working="china", opens="08:30", closes="18:00", cut_off="17:00"), ChinaHolidays()
)


def clock(**terms: object) -> BusinessClock:
    return BusinessClock(Calendar(**terms), ChinaHolidays())  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """Shanghai's time in UTC."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def days_due(of: BusinessClock, wanted: Expectation, until: datetime, count: int) -> list[str]:
    return [f"{of.local(due.at)}" for due in islice(of.dues(wanted, until), count)]


def test_golden_week_is_no_working_time_and_its_make_up_day_is() -> None:
    assert CHINA.works(date(2026, 10, 1)) is False
    assert CHINA.works(date(2026, 10, 10)) is True, "a Saturday that is worked for it"
    assert CHINA.works(date(2026, 10, 11)) is False


def test_a_year_without_a_notice_is_not_guessed_until_somebody_tells_it() -> None:
    assert CHINA.works(date(2027, 3, 1)) is None
    assert CHINA.back(at("2027-03-01T12:00"), 60) is None
    assert CHINA.business_day(at("2027-03-01T12:00")) is None
    assert not list(CHINA.dues(Expectation(by="18:00"), at("2028-06-01T19:00")))

    new_year = SpecialDay(day=date(2027, 1, 1), to=date(2027, 1, 3), works=False)
    told = clock(working="china", years=(2027,), days=(new_year,))
    assert [told.works(date(2027, 1, day)) for day in (1, 3, 4, 9)] == [False, False, True, False]


def test_working_days_that_are_due_jump_over_the_holiday() -> None:
    wanted = Expectation(by="18:00")

    assert days_due(CHINA, wanted, at("2026-10-09T17:59"), 2) == ["2026-10-08", "2026-09-30"]
    assert days_due(CHINA, wanted, at("2026-10-09T18:00"), 1) == ["2026-10-09"]


def test_the_last_working_day_of_a_month_is_not_its_last_day() -> None:
    wanted = Expectation(by="20:00", days=("month_end",))

    assert days_due(CHINA, wanted, at("2026-11-02T00:00"), 3) == ["2026-10-30", "2026-09-30", "2026-08-31"]
    assert days_due(CHINA, Expectation(by="20:00", days=("month_start",)), at("2026-10-09T00:00"), 1) == [
        "2026-10-08"
    ]


def test_a_weekday_counts_only_where_work_is_done() -> None:
    assert days_due(CHINA, Expectation(by="09:00", days=("thu",)), at("2026-10-09T00:00"), 2) == [
        "2026-10-08",
        "2026-09-24",
    ]


def test_a_half_day_brings_deadline_hours_and_cut_off_forward() -> None:
    half = SpecialDay(day=date(2026, 12, 31), works=True, closes="12:00")
    of = clock(opens="08:00", closes="18:00", cut_off="17:00", days=(half,))

    [due] = islice(of.dues(Expectation(by="18:00"), at("2026-12-31T23:00")), 1)
    assert due.at == at("2026-12-31T12:00")
    assert of.business_day(at("2026-12-31T12:00")) == date(2027, 1, 1), "weekdays alone know no New Year"
    # An hour of work before Friday 09:00 is 08:00; two hours reach back to the half day's noon.
    assert of.back(at("2027-01-01T09:00"), 7200) == at("2026-12-31T11:00")


def test_silence_counts_working_time_only() -> None:
    monday = at("2026-11-30T08:40")

    assert CHINA.back(monday, 900) == at("2026-11-27T17:55")
    assert CHINA.back(at("2026-11-29T12:00"), 900) == at("2026-11-27T17:45"), "Sunday adds nothing"


def test_what_comes_after_the_cut_off_is_the_next_working_day_s() -> None:
    assert CHINA.business_day(at("2026-11-27T16:59")) == date(2026, 11, 27)
    assert CHINA.business_day(at("2026-11-27T17:00")) == date(2026, 11, 30)


def test_a_feed_of_the_night_counts_from_the_evening_before() -> None:
    [due] = islice(CHINA.dues(Expectation(by="06:00", since="20:00"), at("2026-11-27T07:00")), 1)

    assert (due.since, due.at) == (at("2026-11-26T20:00"), at("2026-11-27T06:00"))


def test_where_the_clock_is_set_a_deadline_is_the_later_of_the_two() -> None:
    berlin = clock(zone="Europe/Berlin", working="every_day")

    # 02:30 does not exist on 29 March and is there twice on 25 October.
    assert berlin.moment(date(2026, 3, 29), "02:30") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert berlin.moment(date(2026, 10, 25), "02:30") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    before, after = berlin.moment(date(2026, 3, 28), "18:00"), berlin.moment(date(2026, 3, 29), "18:00")
    assert after - before == timedelta(hours=23)


def test_a_day_that_ends_at_midnight_ends_at_the_next_one_s_beginning() -> None:
    assert CHINA.moment(date(2026, 12, 31), "24:00") == at("2027-01-01T00:00")


def test_so_many_working_hours_ahead_jump_over_nights_and_holidays() -> None:
    assert CHINA.ahead(at("2026-09-29T09:00"), 3600) == at("2026-09-29T10:00")
    assert CHINA.ahead(at("2026-09-30T17:00"), 2 * 3600) == at("2026-10-08T09:30"), "behind Golden Week"
    assert CHINA.ahead(at("2026-09-30T19:00"), 0) == at("2026-10-08T08:30")
    assert CHINA.ahead(at("2027-03-01T12:00"), 60) is None, "no notice yet"
    assert CHINA.ahead(at("2026-12-31T17:00"), 2 * 3600) is None
    for hours in range(0, 60, 7):
        later = CHINA.ahead(at("2026-09-28T10:00"), hours * 3600)
        assert later is not None
        assert CHINA.back(later, hours * 3600) == at("2026-09-28T10:00")
