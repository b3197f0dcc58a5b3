"""A certificate that ends soon and was not renewed is alarmed; renewed or revoked, the alarm ends."""

from __future__ import annotations

from core.hub.agents import Agent
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import CERTIFICATE_ENDS
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arriving
from core.hub.certificates import Certificate
from core.hub.endings import DAYS, ending, newest, object_of
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

ROWS_MAX = 100_000


@job(every_s=600, catch_up="latest")
def tell_certificates(timed: TimedHub, slot: Slot) -> str:
    store = timed.hub.store
    rows = store.rows(Certificate, limit=ROWS_MAX)
    agents = store.rows(Agent, limit=ROWS_MAX)
    heard_at = {agent.agent: agent.beat_at for agent in agents if agent.beat_at is not None}
    known = store.rows(Alert, limit=ROWS_MAX, code=CERTIFICATE_ENDS.code)
    told = {alert.object for alert in known}
    due = ending(rows, timed.now(), heard_at=heard_at, hub=timed.hub.name)
    standing = {object_of(row, step) for row in newest(rows) if row.revoked_at is None for step in DAYS}
    over = [alert for alert in known if alert.state != CLOSED and alert.object not in standing]
    notices = [_raised(alert) for alert in due if alert.object not in told]
    notices += [_cleared(alert) for alert in over]
    timed.tell(notices)
    return f"{len(notices)} alarms about certificates began or ended" if notices else ""


def _raised(alert: AlertRaised) -> Arriving:
    return internal("alert.raised.v1", alert, partner="hub", site="", key=f"{alert.code}:{alert.object}")


def _cleared(alert: Alert) -> Arriving:
    body = AlertCleared(code=alert.code, object=alert.object, text="it was renewed or revoked")
    return internal(
        "alert.cleared.v1", body, partner="hub", site="", key=f"{alert.code}:{alert.object}:{alert.opened}"
    )
