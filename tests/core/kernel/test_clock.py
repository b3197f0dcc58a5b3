"""A clock that stands still tells the same moment until somebody moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from core.kernel.clock import FixedClock


def test_the_hubs_time_is_utc_whatever_zone_it_was_given_in() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 8, tzinfo=timezone(timedelta(hours=8))))

    assert clock.now().isoformat() == "2026-11-23T00:00:00+00:00"
    assert clock.now() == clock.now()


def test_it_moves_only_when_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 11, 23, tzinfo=UTC))

    clock.move(90.5)

    assert clock.now() == datetime(2026, 11, 23, 0, 1, 30, 500_000, tzinfo=UTC)
