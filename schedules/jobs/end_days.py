"""Ends each business day for all loans that run: they accrue, fall due and are judged; no day is left out."""

from __future__ import annotations

from datetime import timedelta

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.kernel.days import day_number
from core.loan import SLICES, DayEnded, LoanSlice
from schedules.job import job
from schedules.timed_hub import TimedHub

# Half an hour past midnight in China: what came on the day has come by then, and what is late counts anyway.
HOME = timedelta(hours=8)
AFTER_MIDNIGHT_S = 16 * 3600 + 1_800


@job(every_s=86_400, catch_up="each", offset_s=AFTER_MIDNIGHT_S)
def end_days(timed: TimedHub, slot: Slot) -> str:
    day = day_number((slot.at + HOME - timedelta(hours=1)).date())
    slices = [row for row in timed.hub.store.rows(LoanSlice, limit=SLICES) if row.running]
    timed.tell(
        [
            internal(
                "loan.day_ended.v1",
                DayEnded(business_day=day, slice=row.slice),
                partner="hub",
                site="",
                key=f"{day}/{row.slice}",
            )
            for row in slices
        ]
    )
    return f"{day} ends for {len(slices)} slices of loans" if slices else ""
