"""Asks, at noon in China, whether each funder that tells days in files has told the day before."""

from __future__ import annotations

from datetime import timedelta

from core.hub.notices import internal
from core.hub.timetable import Slot
from core.kernel.days import day_number
from core.loan import FunderDayDue, FunderTells
from schedules.job import job
from schedules.timed_hub import TimedHub

HOME = timedelta(hours=8)
# Funders give the day before from one o'clock on; by noon people can still ask on the same day.
NOON_IN_CHINA_S = 4 * 3600
FUNDERS_MAX = 10_000


@job(every_s=86_400, catch_up="each", offset_s=NOON_IN_CHINA_S)
def miss_funder_days(timed: TimedHub, slot: Slot) -> str:
    day = day_number((slot.at + HOME - timedelta(days=1)).date())
    rows = timed.hub.store.rows(FunderTells, limit=FUNDERS_MAX)
    timed.tell(
        [
            internal(
                "loan.funder_day_due.v1",
                FunderDayDue(funder=row.funder, kind=row.kind, day=day),
                partner="hub",
                site="",
                key=f"{row.funder}/{row.kind}/{day}",
            )
            for row in rows
        ]
    )
    return f"{len(rows)} files of {day} are looked for" if rows else ""
