"""Asks collateral whether what sites and supervisors watch over is worth more than it may be (C10)."""

from __future__ import annotations

from core.collateral import Limit, limits_to_check
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=300, catch_up="latest")
def check_limits(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    due = limits_to_check(store.rows(Limit, limit=ROWS_MAX), slot.at)
    asked = ask(timed, "collateral.limit_check_due.v1", due, "kind", "holder")
    return f"{asked} limits are checked" if asked else ""
