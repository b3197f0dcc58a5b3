"""C05: a feed that promised to speak and is silent is alarmed; when it speaks again the alarm ends."""

from __future__ import annotations

from datetime import datetime

from core.hub.alert_book import CLOSED, Alert
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arriving
from core.hub.contracts import Partner
from core.hub.feeds import Silence, listen, plainly
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.sight import in_sight, lost_sight, unseen
from schedules.timed_hub import TimedHub

STALE = "C05"
PARTNERS_MAX = 10_000
ALERTS_MAX = 10_000


@job(every_s=15, catch_up="latest")
def find_stale_feeds(timed: TimedHub, slot: Slot) -> str:
    now = timed.now()
    notices: list[Arriving] = []
    changed = 0
    for partner in timed.hub.store.rows(Partner, limit=PARTNERS_MAX):
        contract = timed.hub.library.contract(partner.contract)
        back = timed.watch.clock(contract).back if contract.calendar is not None else plainly
        for heard in listen(contract, partner.published_at, timed.feeds, now, back):
            if heard.silent != _is_alarmed(timed, heard):
                changed += 1
                notices += [_notice(heard, now), *_sight(timed, heard, now)]
    timed.tell(notices)
    return f"{changed} feeds fell silent or spoke again" if changed else ""


def _sight(timed: TimedHub, heard: Silence, now: datetime) -> list[Arriving]:
    """The goods that the feed tells of are not seen while it is silent."""
    cause = f"feed {heard.object}"
    known = unseen(timed).get(cause, ())
    if heard.silent:
        return lost_sight(timed, heard.partner, (cause, now, heard.text), known)
    return in_sight(heard.partner, known, now)


def _is_alarmed(timed: TimedHub, heard: Silence) -> bool:
    alerts = timed.hub.store.rows(Alert, limit=ALERTS_MAX, code=STALE, object=heard.object)
    return any(alert.state != CLOSED for alert in alerts)


def _notice(heard: Silence, at: datetime) -> Arriving:
    key = f"{STALE}:{heard.object}:{at.isoformat()}"
    if not heard.silent:
        cleared = AlertCleared(code=STALE, object=heard.object, text=f"{heard.object} speaks again")
        return internal("alert.cleared.v1", cleared, partner=heard.partner, site=heard.site, key=key)
    raised = AlertRaised(
        code=STALE,
        severity="high",
        object=heard.object,
        text=heard.text,
        action="ask the partner and look at its agent; count by hand if it lasts",
        site=heard.site,
    )
    return internal("alert.raised.v1", raised, partner=heard.partner, site=heard.site, key=key)
