"""Watches whether a clock ticks: without one no timed job runs, and nobody would say so."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import NO_CLOCK
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Blobs, Store
from core.hub.timetable import LATE, last_tick

LOG = logging.getLogger("lianqiao.clock")
LOOK_EVERY = timedelta(seconds=10)
# Everything of a hub is started at once, and celery takes its time.
START = timedelta(minutes=3)
SAY_EVERY = timedelta(minutes=10)
ALERTS_MAX = 10_000
OBJECT = "clock"
WITHOUT = "plans, retention, stale prices, silent feeds, escalations and wire taps stand still"


def missing_clock(store: Store) -> str:
    """What stands still because no clock ticks, and what to do; "" where one does."""
    ticked = last_tick(store)
    return "" if ticked is not None and store.now() - ticked <= LATE else _missing(ticked)


def _missing(ticked: datetime | None) -> str:
    since = f"since {ticked:%Y-%m-%d %H:%M:%S}Z" if ticked else "ever"
    return f"no clock has ticked {since}: {WITHOUT}; start `python -m schedules` beside the hub"


class ClockWatch:
    """A worker's chore: alarms when no clock has ticked for a while, and ends the alarm when one ticks."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs
        self._began: datetime | None = None
        self._looked: datetime | None = None
        self._said: datetime | None = None

    def look(self) -> None:
        """Looks at most every ten seconds. A clock that is started with the worker has three minutes."""
        now = self._store.now()
        if self._began is None:
            self._began = now
            self._warn()
        if self._looked is not None and now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        ticked = last_tick(self._store)
        if ticked is not None and now - ticked <= LATE:
            self._end(now)
        elif now - self._began > START:
            self._alarm(ticked, now)

    def _warn(self) -> None:
        """Whoever starts a hub alone reads at once what it lacks."""
        text = missing_clock(self._store)
        if text:
            LOG.warning("%s", text)

    def _alarm(self, ticked: datetime | None, now: datetime) -> None:
        text = _missing(ticked)
        if self._said is None or now - self._said >= SAY_EVERY:
            self._said = now
            LOG.critical("%s", text)
        if not self._is_open():
            self._tell("alert.raised.v1", NO_CLOCK.raised(OBJECT, text), now)

    def _end(self, now: datetime) -> None:
        self._said = None
        if self._is_open():
            self._tell("alert.cleared.v1", NO_CLOCK.cleared(OBJECT, "a clock ticks again"), now)

    def _is_open(self) -> bool:
        rows = self._store.rows(Alert, limit=ALERTS_MAX, code=NO_CLOCK.code, object=OBJECT)
        return any(row.state != CLOSED for row in rows)

    def _tell(self, type_name: str, body: AlertRaised | AlertCleared, now: datetime) -> None:
        key = f"{NO_CLOCK.code}:{now.isoformat()}"
        with self._store.unit() as unit:
            store_arrivals(unit, self._blobs, [internal(type_name, body, partner="hub", site="", key=key)])
