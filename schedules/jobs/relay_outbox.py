"""Sends what is due and was not sent by a worker: the outbox empties even where no worker sends."""

from __future__ import annotations

from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

SENDS_A_LANE = 20


@job(every_s=2, catch_up="latest", limit_s=600)
def relay_outbox(timed: TimedHub, slot: Slot) -> str:
    deliverer = timed.hub.deliverer
    sent = sum(deliverer.run_lane(endpoint, limit=SENDS_A_LANE) for endpoint in deliverer.lanes())
    return f"{sent} sends went a step on" if sent else ""
