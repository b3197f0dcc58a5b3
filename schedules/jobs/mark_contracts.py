"""Marks every pledge contract once a day, whether anything moved or not; a missed day is made up for."""

from __future__ import annotations

from core.collateral import Contract, contracts_to_mark
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

CONTRACTS_MAX = 100_000
# 16:00 UTC is midnight in China, when the day's prices are in.
MIDNIGHT_S = 16 * 3600


@job(every_s=86_400, catch_up="each", offset_s=MIDNIGHT_S)
def mark_contracts(timed: TimedHub, slot: Slot) -> str:
    due = contracts_to_mark(timed.hub.store.rows(Contract, limit=CONTRACTS_MAX), slot.at)
    timed.tell(
        [
            internal(
                "collateral.mark_due.v1",
                mark,
                partner="hub",
                site="",
                key=f"{mark.contract_no} {mark.at.isoformat()}",
            )
            for mark in due
        ]
    )
    return f"{len(due)} contracts are marked" if due else ""
