"""C12: asks collateral about every registry entry, receipt and policy that may be about to end."""

from __future__ import annotations

from core.collateral import Filing, Insurance, Receipt, expiries_to_check
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000
# 17:00 UTC is one in the morning in China: the day that something ends on has begun.
NIGHT_S = 17 * 3600


@job(every_s=86_400, catch_up="latest", offset_s=NIGHT_S)
def tell_expiries(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    filings = store.rows(Filing, limit=ROWS_MAX, state="live")
    insurances = [
        row
        for status in ("live", "accepted")
        for row in store.rows(Insurance, limit=ROWS_MAX, status=status)
        if row.kind in {"policy", "limit"}
    ]
    receipts = store.rows(Receipt, limit=ROWS_MAX)
    due = expiries_to_check(filings, insurances, receipts, slot.at)
    timed.tell(
        [
            internal(
                "collateral.expiry_check_due.v1",
                check,
                partner="hub",
                site="",
                key=f"{check.subject} {check.number} {check.at.isoformat()}",
            )
            for check in due
        ]
    )
    return f"{len(due)} contracts and policies are looked at for what ends" if due else ""
