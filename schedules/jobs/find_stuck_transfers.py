"""Asks custody about goods that are on the road, or wait for their confirmation, for too long (C11)."""

from __future__ import annotations

from core.custody import SiteWatch, Transit, transfers_to_ask
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def find_stuck_transfers(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    going = store.rows(Transit, limit=ROWS_MAX, complete=False)
    waiting = [each for each in store.rows(Transit, limit=ROWS_MAX, confirm="waiting") if each.complete]
    due = transfers_to_ask([*going, *waiting], store.rows(SiteWatch, limit=ROWS_MAX), slot.at)
    ask(timed, "custody.transfer_check_due.v1", due, "transfer_no", "from_site", "lot_no")
    return f"{len(due)} transfers are stuck" if due else ""
