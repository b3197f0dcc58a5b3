"""Tells custody which lots are over age, or were judged for a time that is over (C14)."""

from __future__ import annotations

from core.collateral import Terms, lots_over_age
from core.custody import Assessment, Lot, assessments_over
from core.hub.timetable import Slot
from schedules.asking import ask
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=3600, catch_up="latest")
def find_aged_lots(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    terms = [each for each in store.rows(Terms, limit=ROWS_MAX) if each.age_days is not None]
    contracts = sorted({each.contract_no for each in terms})
    lots = [lot for name in contracts for lot in store.rows(Lot, limit=ROWS_MAX, contract_no=name)]
    aged = ask(timed, "custody.lot_aged.v1", lots_over_age(terms, lots, slot.at), "site", "lot_no")
    judged = assessments_over(store.rows(Assessment, limit=ROWS_MAX, over=False), slot.at)
    over = ask(timed, "custody.assessment_over.v1", judged, "site", "lot_no")
    return f"{aged} lots are over age, {over} judgements over" if aged or over else ""
