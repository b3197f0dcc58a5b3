"""Asks custody about release orders that their warehouse has not answered in time (C07)."""

from __future__ import annotations

from core.custody import ReleaseOrder, SiteWatch, receipts_to_ask
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def find_unanswered_orders(timed: TimedHub, slot: Slot) -> str:
    watches = timed.hub.store.rows(SiteWatch, limit=ROWS_MAX)
    orders = timed.hub.store.rows(ReleaseOrder, limit=ROWS_MAX, state="open")
    due = receipts_to_ask(orders, watches, slot.at)
    ask(timed, "custody.receipt_check_due.v1", due, "site", "order_no")
    return f"{len(due)} release orders are not answered" if due else ""
