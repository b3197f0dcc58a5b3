"""Makes PostgreSQL's monthly partitions ahead of time; where there are none there is nothing to do."""

from __future__ import annotations

from adapters.database.schema import create_schema
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub


@job(every_s=6 * 3600, catch_up="latest", limit_s=600)
def create_months(timed: TimedHub, slot: Slot) -> str:
    create_schema(timed.hub.store.engine, timed.now())
    return ""
