"""Copies what was handled to the wire taps that are open."""

from __future__ import annotations

from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=1, catch_up="latest")
def copy_taps(timed: TimedHub, slot: Slot) -> str:
    copied = timed.taps.copy_due()
    return f"{copied} messages were copied" if copied else ""
