"""Ends facilities whose last day is over."""

from __future__ import annotations

from datetime import timedelta

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.kernel.days import day_number
from core.loan import Facility, facilities_over
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000
STATES = ("SIGNED", "EFFECTIVE", "FROZEN")
HOME = timedelta(hours=8)


@job(every_s=3_600, catch_up="latest")
def expire_facilities(timed: TimedHub, slot: Slot) -> str:
    rows = [row for state in STATES for row in timed.hub.store.rows(Facility, limit=ROWS_MAX, state=state)]
    over = facilities_over(rows, day_number((slot.at + HOME).date()))
    timed.tell(
        [
            internal(
                "loan.facility_over.v1",
                each,
                partner="hub",
                site="",
                key=f"{each.facility_no}/{each.business_day}",
            )
            for each in over
        ]
    )
    return f"{len(over)} facilities are over" if over else ""
