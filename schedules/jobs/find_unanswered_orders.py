"""Asks custody about release orders that their warehouse has not answered in time (C07)."""

from __future__ import annotations

from core.custody import ReleaseOrder, SiteWatch, receipts_to_ask
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=60, catch_up="latest")
def find_unanswered_orders(timed: TimedHub, slot: Slot) -> str:
    watches = timed.hub.store.rows(SiteWatch, limit=ROWS_MAX)
    orders = timed.hub.store.rows(ReleaseOrder, limit=ROWS_MAX, state="open")
    due = receipts_to_ask(orders, watches, slot.at)
    timed.tell(
        [
            internal(
                "custody.receipt_check_due.v1",
                check,
                partner="hub",
                site=check.site,
                key=f"{check.site} {check.order_no} {check.at.isoformat()}",
            )
            for check in due
        ]
    )
    return f"{len(due)} release orders are not answered" if due else ""
