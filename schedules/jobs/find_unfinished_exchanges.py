"""Asks custody about exchanges that are half done for too long (C11)."""

from __future__ import annotations

from core.custody import Exchange, SiteWatch, exchanges_to_ask
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def find_unfinished_exchanges(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    going = [
        one for state in ("waiting", "covered") for one in store.rows(Exchange, limit=ROWS_MAX, state=state)
    ]
    due = exchanges_to_ask(going, store.rows(SiteWatch, limit=ROWS_MAX), slot.at)
    ask(timed, "custody.exchange_check_due.v1", due, "site", "order_no")
    return f"{len(due)} exchanges are half done" if due else ""
