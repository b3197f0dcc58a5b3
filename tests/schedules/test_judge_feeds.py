"""What a contract expects of its feeds is judged on its own clock: alarmed once and ended once."""

from __future__ import annotations

from datetime import UTC, datetime

from core.hub.alert_book import Alert
from core.hub.feed_records import FeedTurn, Watched
from tests.hub_world import slip
from tests.rebuild import assert_rebuilds
from tests.schedules.judging import CALENDAR, contract, go_to, told
from tests.schedules.ticking import Ticking


def test_a_feed_that_is_late_is_alarmed_within_a_minute_and_cleared_when_it_comes(ticking: Ticking) -> None:
    ticking.publish(contract())
    go_to(ticking, "2026-11-23T17:59:50")
    assert ticking.alerts() == []

    for second in ("05", "20", "35", "50"):
        go_to(ticking, f"2026-11-23T18:00:{second}")
    assert ticking.alerts("open") == ["H21 wms/slips@18:00"]
    [alert] = ticking.hub.store.rows(Alert, limit=9)
    assert "nothing came since 2026-11-22 16:00:00Z; call Wang Fang +86 21 5555 0100" in alert.text

    go_to(ticking, "2026-11-23T19:30:00")
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    go_to(ticking, "2026-11-23T19:30:20")
    go_to(ticking, "2026-11-23T19:31:00")

    assert ticking.alerts("open") == []
    assert told(ticking, "H21") == [("raised", "wms/slips@18"), ("cleared", "wms/slips@18")]
    [turn] = ticking.hub.store.rows(FeedTurn, limit=9)
    assert (turn.state, turn.met_at) == ("came_late", datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    assert ticking.hub.store.rows(Watched, limit=9) == []
    assert_rebuilds(ticking.hub)


def test_a_feed_in_time_is_never_alarmed_and_its_turns_are_kept(ticking: Ticking) -> None:
    ticking.publish(contract())
    go_to(ticking, "2026-11-23T17:00:00")
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    go_to(ticking, "2026-11-23T18:00:30")
    go_to(ticking, "2026-11-24T02:00:00")

    assert told(ticking, "H21") == []
    assert [turn.state for turn in ticking.hub.store.rows(FeedTurn, limit=9)] == ["on_time"]


def test_holidays_and_weekends_expect_nothing_and_a_make_up_day_does(ticking: Ticking) -> None:
    ticking.clock.move((datetime(2026, 9, 30, 1, tzinfo=UTC) - ticking.clock.now()).total_seconds())
    ticking.publish(contract())
    ticking.deliver(slip("in", "IN-1", ("L1", "10"), at="2026-09-30T08:00:00+08:00"), "k1")

    for day in range(1, 8):
        go_to(ticking, f"2026-10-0{day}T18:01:00")
    assert ticking.alerts() == []

    for day in range(8, 12):
        go_to(ticking, f"2026-10-{day:02}T18:01:00")
    turns = ticking.hub.store.rows(FeedTurn, limit=99)
    assert [f"{turn.due_at:%m-%d} {turn.state}" for turn in turns] == [
        "09-30 on_time",
        "10-08 late",
        "10-09 late",
        "10-10 late",
    ]
    assert told(ticking, "H21") == [("raised", "wms/slips@18")], "one alarm, though it lasts three days"


def test_a_half_day_expects_it_before_its_end(ticking: Ticking) -> None:
    half = '{zone: Asia/Shanghai, days: [{day: 2026-11-23, works: true, closes: "17:00"}]}'
    ticking.publish(contract(rest=f"calendar: {half}\n"))

    go_to(ticking, "2026-11-23T16:59:00")
    assert ticking.alerts() == []
    go_to(ticking, "2026-11-23T17:00:10")
    assert ticking.alerts("open") == ["H21 wms/slips@18:00"]


def test_the_end_of_a_month_is_its_last_working_day(ticking: Ticking) -> None:
    ticking.publish(contract('{by: "20:00", days: [month_end]}'))

    for day in ("28", "29"):
        go_to(ticking, f"2026-11-{day}T21:00:00")
    assert ticking.alerts() == []
    go_to(ticking, "2026-11-30T20:00:30")
    assert ticking.alerts("open") == ["H21 wms/slips@20:00"]


def test_deadlines_follow_the_zone_s_clock_when_it_is_set(ticking: Ticking) -> None:
    ticking.clock.move((datetime(2027, 3, 27, 12, tzinfo=UTC) - ticking.clock.now()).total_seconds())
    berlin = "calendar: {zone: Europe/Berlin, working: every_day}\n"
    ticking.publish(contract('{by: "18:00", days: [every]}', rest=berlin))

    # 28 March 2027 is the day summer time begins: 18:00 is 17:00 UTC on the 27th and 16:00 on the 28th.
    go_to(ticking, "2027-03-28T00:59:00")
    assert told(ticking, "H21") == []
    go_to(ticking, "2027-03-28T01:00:10")
    go_to(ticking, "2027-03-29T00:00:10")

    turns = ticking.hub.store.rows(FeedTurn, limit=9)
    assert [f"{turn.due_at:%d %H:%M}" for turn in turns] == ["27 17:00", "28 16:00"]


def test_too_few_rows_are_short_until_the_rest_comes(ticking: Ticking) -> None:
    ticking.publish(contract('{by: "18:00", days: [working], at_least: 3, at_most: 4}'))
    ticking.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "10")), "k1")
    ticking.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "10")), "again, under another key")

    go_to(ticking, "2026-11-23T18:00:10")
    assert ticking.alerts("open") == ["H22 wms/slips@18:00"], "what was said before is no row more"
    [alert] = ticking.hub.store.rows(Alert, limit=9)
    assert "2 rows came where at least 3 are expected" in alert.text

    ticking.deliver(slip("in", "IN-2", ("L3", "10")), "k2")
    go_to(ticking, "2026-11-23T18:20:00")
    assert ticking.alerts("open") == []


def test_too_many_rows_are_said_until_the_next_turn(ticking: Ticking) -> None:
    ticking.publish(contract('{by: "18:00", days: [working], at_most: 1}'))
    ticking.deliver(slip("in", "IN-1", ("L1", "10"), ("L2", "10")), "k1")

    go_to(ticking, "2026-11-23T18:00:10")
    assert ticking.alerts("open") == ["H22 wms/slips@18:00"]

    go_to(ticking, "2026-11-24T10:00:00")
    ticking.deliver(slip("in", "IN-2", ("L3", "10")), "k2")
    go_to(ticking, "2026-11-24T18:00:10")
    assert ticking.alerts("open") == []


def test_a_feed_that_repeats_old_things_is_stale_in_working_time_only(ticking: Ticking) -> None:
    ticking.publish(contract("", "stale_after_s: 3600,"))
    for hour in ("16:30", "17:30"):
        go_to(ticking, f"2026-11-23T{hour}:00")
        # Every slip of this helper happened at 2026-11-23 15:00 of Shanghai.
        ticking.deliver(slip("in", f"IN-{hour}", ("L1", "10")), hour)
    assert ticking.alerts("open") == ["H23 wms/slips"]

    go_to(ticking, "2026-11-24T07:00:00")
    assert told(ticking, "H23") == [("raised", "wms/slips")]


def test_the_reject_budget_is_alarmed_once_and_ends_with_its_window(ticking: Ticking) -> None:
    budget = "reject_budget: {per_mille: 300, window_s: 3600, at_least: 2}\n"
    ticking.publish(contract("", rest=budget))
    for number in range(4):
        ticking.deliver(slip("in", f"IN-{number}", ("L1", "10")), f"good{number}")
    ticking.deliver(b"no JSON", "bad1")
    go_to(ticking, "2026-11-23T16:10:00")
    assert ticking.alerts() == [], "one in five is under the budget of three in ten, and is one only"

    ticking.deliver(b"no JSON either", "bad2")
    go_to(ticking, "2026-11-23T16:11:00")
    go_to(ticking, "2026-11-23T16:12:00")
    assert ticking.alerts("open") == ["H24 wms"]
    [alert] = ticking.hub.store.rows(Alert, limit=9)
    assert "0 documents of wms were refused and 2 could not be read, of 6" in alert.text

    go_to(ticking, "2026-11-23T18:00:00")
    assert told(ticking, "H24") == [("raised", "wms"), ("cleared", "wms")]


def test_a_year_without_a_notice_is_said_a_month_before_and_expects_nothing(ticking: Ticking) -> None:
    ticking.publish(contract())
    go_to(ticking, "2026-12-03T12:00:00")
    assert "H25 wms" in ticking.alerts("open")

    go_to(ticking, "2027-01-05T19:00:00")
    assert not [row for row in ticking.hub.store.rows(FeedTurn, limit=99) if row.due_at.year == 2027]

    ticking.publish(contract(rest=CALENDAR.replace("working: china", "working: china, years: [2027]")))
    go_to(ticking, "2027-01-05T19:01:00")
    assert "H25 wms" not in ticking.alerts("open")


def test_silence_counts_working_time_where_there_is_a_calendar(ticking: Ticking) -> None:
    ticking.publish(contract("", "silent_after_s: 3600,"))
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    ticking.clock.move(5400)

    ticking.run("find_stale_feeds")
    assert ticking.alerts("open") == ["C05 wms/slips"], "half past five: an hour and a half of work"
    ticking.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    ticking.run("find_stale_feeds", after_s=60)
    assert ticking.alerts("open") == []

    ticking.run("find_stale_feeds", after_s=14 * 3600)
    assert ticking.alerts("open") == [], "07:31 the next day: half an hour of work went by since"
    ticking.run("find_stale_feeds", after_s=3600)
    assert ticking.alerts("open") == ["C05 wms/slips"]
