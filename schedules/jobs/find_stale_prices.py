"""C06: asks collateral about every price series that has no fresh quote; it judges, values and alarms."""

from __future__ import annotations

from datetime import datetime

from core.collateral import Series, prices_to_check
from core.collateral.price_rules import is_fresh
from core.collateral.series import SourcePrice
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

SERIES_MAX = 100_000
SOURCES_MAX = 1000


@job(every_s=60, catch_up="latest")
def find_stale_prices(timed: TimedHub, slot: Slot) -> str:
    stale = [
        one for one in timed.hub.store.rows(Series, limit=SERIES_MAX) if not _is_fresh(timed, one, slot.at)
    ]
    due = prices_to_check(stale, slot.at)
    timed.tell(
        [
            internal(
                "collateral.price_check_due.v1",
                check,
                partner="hub",
                site="",
                key=f"{check.series} {check.at.isoformat()}",
            )
            for check in due
        ]
    )
    return f"{len(due)} series have no fresh price" if due else ""


def _is_fresh(timed: TimedHub, series: Series, at: datetime) -> bool:
    """Spares a message for each series each minute; the room judges the rest by all it knows."""
    rows = timed.hub.store.rows(SourcePrice, limit=SOURCES_MAX, series=series.series)
    times = [row.quote_time for row in rows if row.quote_time is not None]
    return any(is_fresh(moment, at, series.stale_days) for moment in times)
