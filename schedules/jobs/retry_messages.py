"""Brings every plan on: the next step of messages is tried again, and what became of the last is noted."""

from __future__ import annotations

from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=1, catch_up="latest", limit_s=300)
def retry_messages(timed: TimedHub, slot: Slot) -> str:
    moved = timed.plans.run_due()
    if moved:
        timed.hub.arrived.notify()
    return f"{moved} plans moved" if moved else ""
