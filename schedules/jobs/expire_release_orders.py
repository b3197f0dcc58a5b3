"""Tells custody which release orders are over, so that what they kept reserved is free again."""

from __future__ import annotations

from core.custody import ReleaseOrder, orders_over
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

ORDERS_MAX = 100_000


@job(every_s=30, catch_up="latest")
def expire_release_orders(timed: TimedHub, slot: Slot) -> str:
    open_orders = timed.hub.store.rows(ReleaseOrder, limit=ORDERS_MAX, state="open")
    over = orders_over(open_orders, timed.now())
    timed.tell(
        [
            internal(
                "custody.release_order_expired.v1",
                expired,
                partner="hub",
                site=expired.site,
                key=f"{expired.site}/{expired.order_no}",
            )
            for expired in over
        ]
    )
    return f"{len(over)} release orders are over" if over else ""
