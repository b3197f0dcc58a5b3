"""Judging feeds again: after a kill, beside another clock, by a new contract, after days without a clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.hub import feed_alarms
from core.hub.contracts import Partner
from core.hub.feed_records import FeedTurn, Watched
from tests.hub_world import slip
from tests.schedules.judging import CALENDAR, DAY_S, contract, go_to, told
from tests.schedules.ticking import Ticking


def test_a_contract_republished_while_an_alarm_is_on_neither_ends_nor_repeats_it(ticking: Ticking) -> None:
    ticking.publish(contract())
    go_to(ticking, "2026-11-23T18:00:10")
    ticking.publish(contract(rest=CALENDAR + "backlog_max: 7\n"))
    go_to(ticking, "2026-11-23T18:05:00")
    assert told(ticking, "H21") == [("raised", "wms/slips@18")]

    ticking.publish(contract('{by: "19:00", days: [working]}'))
    go_to(ticking, "2026-11-23T18:06:00")
    assert told(ticking, "H21") == [("raised", "wms/slips@18"), ("cleared", "wms/slips@18")]
    assert ticking.alerts("open") == []


def test_killed_in_the_middle_it_begins_again_and_says_it_once(
    ticking: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticking.publish(contract())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(feed_alarms, "store_arrivals", killed)
    with pytest.raises(KeyboardInterrupt):
        go_to(ticking, "2026-11-23T18:00:10")
    assert ticking.hub.store.rows(Watched, limit=9) == []
    assert ticking.hub.store.rows(FeedTurn, limit=9) == []

    monkeypatch.undo()
    ticking.clock.move(120)
    others = [ticking.another(owner=name) for name in ("one", "two")]
    for runner in others:
        runner.run_job("judge_feeds")
    ticking.work()
    go_to(ticking, "2026-11-23T18:05:00")

    assert told(ticking, "H21") == [("raised", "wms/slips@18")]


def test_two_looks_at_one_moment_write_one_alarm(ticking: Ticking) -> None:
    ticking.publish(contract())
    ticking.clock.move((datetime(2026, 11, 23, 10, 1, tzinfo=UTC) - ticking.clock.now()).total_seconds())
    hub, now = ticking.hub, ticking.clock.now()
    [partner] = hub.store.rows(Partner, limit=9)
    looks = [
        ticking.timed.watch.look(hub.library.contract(partner.contract), partner.published_at, now)
        for _ in range(2)
    ]

    assert [feed_alarms.write(hub.store, hub.blobs, look) for look in looks] == [1, 0]


def test_turns_missed_while_no_clock_ran_are_judged_as_they_were(ticking: Ticking) -> None:
    ticking.publish(contract())
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    go_to(ticking, "2026-11-23T18:01:00")
    ticking.clock.move(DAY_S)  # Tuesday: nothing came, and nobody looked.
    go_to(ticking, "2026-11-25T10:00:00")
    ticking.deliver(slip("in", "IN-2", ("L2", "10")), "k2")

    go_to(ticking, "2026-11-25T18:01:00")

    turns = ticking.hub.store.rows(FeedTurn, limit=9)
    assert [f"{turn.due_at:%d} {turn.state}" for turn in turns] == [
        "23 on_time",
        "24 came_late",
        "25 on_time",
    ]


def test_what_was_missed_for_days_still_ends_at_its_arrival(ticking: Ticking) -> None:
    ticking.publish(contract('{by: "20:00", days: [month_end]}'))
    go_to(ticking, "2026-11-30T20:00:30")
    go_to(ticking, "2026-12-04T09:00:00")
    assert ticking.alerts("open") == ["H21 wms/slips@20:00", "H25 wms"]

    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    go_to(ticking, "2026-12-04T09:00:15")

    assert ticking.alerts("open") == ["H25 wms"]
    [turn] = ticking.hub.store.rows(FeedTurn, limit=9)
    assert turn.state == "came_late"
