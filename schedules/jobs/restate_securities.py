"""Asks collateral once a day for the base of every security: invoices grow too old without a word."""

from __future__ import annotations

from core.collateral import Security, securities_to_restate
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

SECURITIES_MAX = 100_000
# 16:00 UTC is midnight in China, when the contracts' day changes.
MIDNIGHT_S = 16 * 3600


@job(every_s=86_400, catch_up="latest", offset_s=MIDNIGHT_S)
def restate_securities(timed: TimedHub, slot: Slot) -> str:
    due = securities_to_restate(timed.hub.store.rows(Security, limit=SECURITIES_MAX), slot.at)
    timed.tell(
        [
            internal(
                "collateral.restate_due.v1",
                one,
                partner="hub",
                site="",
                key=f"{one.contract_no} {one.at.isoformat()}",
            )
            for one in due
        ]
    )
    return f"{len(due)} securities are restated" if due else ""
