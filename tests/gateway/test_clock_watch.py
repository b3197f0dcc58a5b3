"""A hub without a clock says so: one alarm, which ends when a clock ticks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.hub.alert_book import Alert
from core.kernel.clock import FixedClock
from gateway.clock_watch import ClockWatch
from tests.prepared import sqlite_with_tables
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import START, Ticking


@pytest.fixture
def ticking(tmp_path: Path) -> Iterator[Ticking]:
    made = Ticking(tmp_path, sqlite_with_tables(tmp_path / "hub.db"), FixedClock(START))
    yield made
    made.hub.store.engine.dispose()


@pytest.fixture
def watch(ticking: Ticking) -> ClockWatch:
    return ClockWatch(ticking.hub.store, ticking.hub.blobs)


def look(watch: ClockWatch, ticking: Ticking, *, after_s: float) -> None:
    ticking.clock.move(after_s)
    watch.look()
    ticking.work()


def test_a_clock_that_never_ticked_is_missed_once_and_its_first_tick_ends_it(
    watch: ClockWatch, ticking: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    look(watch, ticking, after_s=0)
    look(watch, ticking, after_s=180)
    assert ticking.alerts() == []

    look(watch, ticking, after_s=10)
    look(watch, ticking, after_s=10)
    assert ticking.alerts("open") == ["H11 clock"]
    [alert] = ticking.hub.store.rows(Alert, limit=9)
    assert (alert.severity, alert.count) == ("critical", 1)
    assert "start `python -m schedules`" in alert.text
    said = [record.levelname for record in caplog.records if "no clock has ticked" in record.message]
    assert said == ["WARNING", "CRITICAL"], "at the start, and when it is late"

    ticking.run("release_gaps")
    look(watch, ticking, after_s=10)

    assert ticking.alerts("open") == []
    assert_rebuilds(ticking.hub)


def test_a_clock_that_stops_is_missed_a_minute_later(watch: ClockWatch, ticking: Ticking) -> None:
    look(watch, ticking, after_s=0)
    ticking.run("release_gaps", after_s=3600)
    look(watch, ticking, after_s=60)
    assert ticking.alerts() == []

    look(watch, ticking, after_s=11)

    assert ticking.alerts("open") == ["H11 clock"]


def test_a_hub_that_was_off_for_days_gives_its_clock_three_minutes(ticking: Ticking) -> None:
    ticking.run("release_gaps")
    ticking.clock.move(3 * 86_400)
    watch = ClockWatch(ticking.hub.store, ticking.hub.blobs)

    look(watch, ticking, after_s=0)
    look(watch, ticking, after_s=180)
    assert ticking.alerts() == []

    look(watch, ticking, after_s=10)
    assert ticking.alerts("open") == ["H11 clock"]
