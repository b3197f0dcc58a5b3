"""Receipts that partners owe for what they took, and that did not come in time."""

from __future__ import annotations

from core.hub.owed_receipts import miss
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=60, catch_up="latest")
def miss_receipts(timed: TimedHub, slot: Slot) -> str:
    late = miss(timed.hub.store, timed.hub.blobs, timed.now())
    if late:
        timed.hub.arrived.notify()
    return f"{late} receipts are late" if late else ""
