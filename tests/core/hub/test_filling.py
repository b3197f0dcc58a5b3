"""How soon something is full is told by its pace, and alarmed before it is."""

from __future__ import annotations

from datetime import timedelta

from adapters.memory.store import MemoryStore
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.filling import DISK, Filling, judge, look
from core.kernel.clock import FixedClock
from tests.hub_world import START

GB = 10**9


def filled(*used: int) -> Filling:
    """A disk of 1,000 GB, looked at every hour."""
    store = MemoryStore(FixedClock(START))
    for hour, one in enumerate(used):
        row = look(store, "disk", used=one * GB, size=1000 * GB, at=START + timedelta(hours=hour))
    return row


def test_the_pace_is_known_from_the_second_look_on_and_smooth() -> None:
    assert filled(100).full_in_s == -1
    assert filled(100, 200).per_hour == 20 * GB
    assert filled(100, 200).full_in_s == 40 * 3600
    assert filled(200, 100).full_in_s == -1


def looked_at_each_minute(what: str, *used: int) -> Filling:
    """The same 1,000 GB, looked at as the clock does."""
    store = MemoryStore(FixedClock(START))
    for minute, one in enumerate(used):
        row = look(store, what, used=one * GB, size=1000 * GB, at=START + timedelta(minutes=minute))
    return row


def test_a_burst_of_minutes_on_the_disk_calls_nobody_but_what_goes_on_for_half_an_hour_does() -> None:
    burst = looked_at_each_minute(DISK, 700, 710, 720, 720, 720)
    lasting = looked_at_each_minute(DISK, *range(700, 760, 2))

    assert judge(burst, is_open=False) is None
    assert isinstance(judge(lasting, is_open=False), AlertRaised)


def test_the_end_of_a_spool_is_seen_within_minutes() -> None:
    spool = looked_at_each_minute("wh-1", *range(100, 200, 10))

    assert 3600 < spool.full_in_s < 2 * 3600, "in truth it is 80 minutes"


def test_a_look_too_soon_after_the_last_changes_nothing() -> None:
    store = MemoryStore(FixedClock(START))
    first = look(store, "disk", used=1, size=9, at=START)

    assert look(store, "disk", used=8, size=9, at=START + timedelta(seconds=5)) == first


def test_it_is_alarmed_when_it_is_nearly_full_or_will_be_within_a_day_and_ends_with_some_room() -> None:
    assert judge(filled(100), is_open=False) is None
    assert isinstance(judge(filled(900), is_open=False), AlertRaised)
    soon = judge(filled(100, 300), is_open=False)
    assert isinstance(soon, AlertRaised)
    assert "full in 17 h" in soon.text

    assert judge(filled(870), is_open=True) is None
    assert judge(filled(100, 220), is_open=True) is None
    assert isinstance(judge(filled(840), is_open=True), AlertCleared)
