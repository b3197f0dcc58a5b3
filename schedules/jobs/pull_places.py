"""Looks where partners' contracts have us look, and takes in what lies there; a few places at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

AT_ONCE = 4


@job(every_s=1, catch_up="latest", limit_s=3600)
def pull_places(timed: TimedHub, slot: Slot) -> str:
    due = timed.puller.due(timed.now())
    if not due:
        return ""
    with ThreadPoolExecutor(min(AT_ONCE, len(due)), thread_name_prefix="pull") as pool:
        taken = sum(pool.map(timed.puller.run, due))
    if taken:
        timed.hub.arrived.notify()
    return f"{taken} things were taken from outside" if taken else ""
