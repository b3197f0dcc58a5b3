"""Slows whose backlog is over its limit and lets go whose is not, and looks how full disk and spools are."""

from __future__ import annotations

import shutil

import msgspec

from core.hub.agents import Agent
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import DISK_FILLS
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.contracts import Partner
from core.hub.easing import BACKLOG_MAX, Easing
from core.hub.filling import DISK, judge, look
from core.hub.heartbeats import Beat
from core.hub.notices import alarm
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

AGENTS_MAX = 10_000
ALERTS_MAX = 10_000


@job(every_s=5, catch_up="latest")
def ease_backlogs(timed: TimedHub, slot: Slot) -> str:
    hub = timed.hub

    def limit_of(partner: str) -> int:
        row = hub.store.get(Partner, partner)
        return (hub.library.contract(row.contract).backlog_max if row is not None else 0) or BACKLOG_MAX

    told = Easing(hub.store, hub.blobs, limit_of).look(hub.views.outlets())
    if told:
        hub.arrived.notify()
    disk = _disk(timed)
    _spools(timed)
    timed.tell([alarm(alert, timed.now()) for alert in disk])
    told += disk
    return f"{len(told)} alarms about backlogs and the disk began or ended" if told else ""


def _disk(timed: TimedHub) -> list[AlertRaised | AlertCleared]:
    usage, store = shutil.disk_usage(timed.hub.home), timed.hub.store
    filling = look(store, DISK, used=usage.total - usage.free, size=usage.total, at=timed.now())
    known = store.rows(Alert, limit=ALERTS_MAX, code=DISK_FILLS.code, object=DISK)
    alert = judge(filling, is_open=any(row.state != CLOSED for row in known))
    return [alert] if alert is not None else []


def _spools(timed: TimedHub) -> None:
    for agent in timed.hub.store.rows(Agent, limit=AGENTS_MAX):
        try:
            beat = msgspec.json.decode(agent.status, type=Beat) if agent.status else None
        except msgspec.MsgspecError:
            beat = None
        if beat is not None and agent.beat_at is not None and beat.bytes_max:
            look(
                timed.hub.store,
                f"spool/{agent.agent}",
                used=beat.bytes,
                size=beat.bytes_max,
                at=agent.beat_at,
            )
