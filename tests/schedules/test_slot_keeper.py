"""A job that takes its time keeps its slot; what ended or belongs to a dead clock is kept by nobody."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.memory.store import MemoryStore
from core.hub.timetable import HOLD_S, Job, Timetable
from core.kernel.clock import FixedClock
from schedules.slot_keeper import SlotKeeper

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SLOW = Job(name="slow", every_s=3600, catch_up="each", limit_s=600)


def test_a_slot_is_kept_while_its_job_runs_and_not_a_moment_longer() -> None:
    clock = FixedClock(NOON)
    timetable = Timetable(MemoryStore(clock))
    keeper, slot = SlotKeeper(timetable), timetable.claim(SLOW, "me")
    assert slot is not None

    with keeper.holding(SLOW, slot):
        for _ in range(4):
            clock.move(HOLD_S - 1)
            keeper.renew()
            assert timetable.claim(SLOW, "other") is None

    clock.move(HOLD_S)
    keeper.renew()
    taken = timetable.claim(SLOW, "other")
    assert taken is not None
    assert taken.number == slot.number
