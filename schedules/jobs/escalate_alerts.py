"""Alarms that nobody took in time are told again, one level higher, three times at most."""

from __future__ import annotations

from datetime import datetime

from core.hub.alert_book import OPEN, Alert
from core.hub.alerts import AlertEscalated
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

ALERTS_MAX = 100_000
LEVEL_MAX = 3
# After so many minutes without an owner, and again after as many more; a low one waits for ever.
MINUTES = {"critical": 5, "high": 30, "medium": 240}


@job(every_s=15, catch_up="latest")
def escalate_alerts(timed: TimedHub, slot: Slot) -> str:
    now = timed.now()
    open_alerts = timed.hub.store.rows(Alert, limit=ALERTS_MAX, state=OPEN)
    late = [(alert, level) for alert in open_alerts if (level := level_of(alert, now)) > alert.escalated]
    timed.tell([_notice(alert, level) for alert, level in late])
    return f"{len(late)} alarms were told again" if late else ""


def level_of(alert: Alert, now: datetime) -> int:
    """How often its time has run out, 0 while it has not."""
    minutes = MINUTES.get(alert.severity, 0)
    waited = (now - alert.raised_at).total_seconds() / 60
    return min(int(waited // minutes), LEVEL_MAX) if minutes else 0


def _notice(alert: Alert, level: int) -> Arriving:
    body = AlertEscalated(code=alert.code, object=alert.object, level=level)
    key = f"{alert.code}:{alert.object}:{alert.opened}:{level}"
    return internal("alert.escalated.v1", body, partner=alert.partner, site=alert.site, key=key)
