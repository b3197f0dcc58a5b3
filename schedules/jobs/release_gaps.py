"""Lets streams go on whose missing frames did not come in time: facts do not wait for them."""

from __future__ import annotations

from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=1, catch_up="latest")
def release_gaps(timed: TimedHub, slot: Slot) -> str:
    gone_on = timed.hub.frames.go_on_without(waited_s=timed.hub.gap_wait_s)
    if gone_on:
        timed.hub.arrived.notify()
    return f"{gone_on} streams went on with a gap" if gone_on else ""
