"""Asks collateral about every margin call whose time is over."""

from __future__ import annotations

from core.collateral import Call, calls_to_check
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

CALLS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def lapse_calls(timed: TimedHub, slot: Slot) -> str:
    due = calls_to_check(timed.hub.store.rows(Call, limit=CALLS_MAX, state="open"), slot.at)
    timed.tell(
        [
            internal(
                "collateral.call_check_due.v1",
                check,
                partner="hub",
                site="",
                key=f"{check.contract_no} {check.at.isoformat()}",
            )
            for check in due
        ]
    )
    return f"{len(due)} calls were not cured in time" if due else ""
