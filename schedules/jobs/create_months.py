"""Makes PostgreSQL's monthly partitions ahead of time, and alarms about a month that has none.

Intake never fails for want of one: the default partition takes what no other does. But rows that fell into it
stay there, and go row by row when their month is let go.
"""

from __future__ import annotations

from adapters.database.schema import make_months_ahead, missing_months
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import MONTH_MISSING
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.timetable import Slot
from core.kernel.errors import Unavailable
from schedules.job import job
from schedules.timed_hub import TimedHub

ALERTS_MAX = 10_000


@job(every_s=6 * 3600, catch_up="latest", limit_s=600)
def create_months(timed: TimedHub, slot: Slot) -> str:
    engine, now = timed.hub.store.engine, timed.now()
    try:
        make_months_ahead(engine, now)
    except Unavailable as error:
        why = error.text
        _tell(timed, missing_months(engine, now), why)
        raise
    return _tell(timed, missing_months(engine, now), "rows of it fell into the default partition before")


def _tell(timed: TimedHub, missing: list[str], why: str) -> str:
    known = timed.hub.store.rows(Alert, limit=ALERTS_MAX, code=MONTH_MISSING.code)
    open_ = {alert.object: alert for alert in known if alert.state != CLOSED}
    notices = [_raised(one, why) for one in missing if one not in open_]
    notices += [_cleared(alert) for alert in open_.values() if alert.object not in missing]
    timed.tell(notices)
    return f"{len(notices)} alarms about months began or ended" if notices else ""


def _raised(missing: str, why: str) -> Arriving:
    body = MONTH_MISSING.raised(missing, f"{missing} has no partition: {why}")
    return internal("alert.raised.v1", body, partner="hub", site="", key=f"{body.code}:{missing}")


def _cleared(alert: Alert) -> Arriving:
    body = MONTH_MISSING.cleared(alert.object, "it has one, or its time is over")
    key = f"{body.code}:{alert.object}:{alert.opened}"
    return internal("alert.cleared.v1", body, partner="hub", site="", key=key)
