"""Asks custody about patrols, checks and counts that did not come in their time (C09)."""

from __future__ import annotations

from core.custody import WatchPlan, watches_to_ask
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def find_missed_watches(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    due = watches_to_ask(store.rows(WatchPlan, limit=ROWS_MAX, open=True), slot.at)
    asked = ask(timed, "custody.watch_check_due.v1", due, "site", "kind")
    return f"{asked} patrols or counts did not come" if asked else ""
