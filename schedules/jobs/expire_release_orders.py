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
    store = timed.hub.store
    going = [
        one
        for state in ("open", "waiting")
        for one in store.rows(ReleaseOrder, limit=ORDERS_MAX, state=state)
    ]
    over = orders_over(going, timed.now())
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
