"""What timed jobs work on: the hub, and what only they need of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.calendar.china import ChinaHolidays
from adapters.database.audit_months import DatabaseAuditMonths
from adapters.database.feeds import DatabaseFeeds
from adapters.database.message_months import DatabaseMonths
from adapters.database.queues import DatabaseQueues
from adapters.wiring.again import make_plans
from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.sources import make_puller
from adapters.wiring.tracing import make_spans, read_trace_settings
from core.hub.arrivals import Arriving
from core.hub.audit_retention import AuditRetention
from core.hub.feed_watch import FeedWatch
from core.hub.intake import store_arrivals
from core.hub.months import MonthRetention
from core.hub.plans import Plans
from core.hub.puller import Puller
from core.hub.retention import Retention
from core.hub.timetable import Timetable
from core.hub.wiretap import WireTaps
from schedules.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedHub:
    """Made once a process."""

    hub: Hub
    timetable: Timetable
    plans: Plans
    taps: WireTaps
    retention: Retention
    audit: AuditRetention
    months: MonthRetention
    feeds: DatabaseFeeds
    puller: Puller
    watch: FeedWatch

    @classmethod
    def of(cls, hub: Hub, *, months_kept: int = 0) -> TimedHub:
        feeds = DatabaseFeeds(hub.store.engine)
        return cls(
            hub=hub,
            timetable=Timetable(hub.store),
            plans=make_plans(hub),
            taps=WireTaps(hub.store),
            retention=Retention(hub.store, hub.library, DatabaseQueues(hub.store.engine)),
            audit=AuditRetention(hub.store, DatabaseAuditMonths(hub.store.engine), hub.key),
            months=MonthRetention(hub.store, DatabaseMonths(hub.store.engine), months_kept=months_kept),
            feeds=feeds,
            watch=FeedWatch(hub.store, feeds, ChinaHolidays()),
            puller=make_puller(hub),
        )

    def now(self) -> datetime:
        """The database's time: what is due is judged by it in every process."""
        return self.hub.store.now()

    def tell(self, arriving: Sequence[Arriving]) -> int:
        """Takes messages of our own in, in one unit of work; how many."""
        if arriving:
            with self.hub.store.unit() as unit:
                store_arrivals(unit, self.hub.blobs, arriving)
            self.hub.arrived.notify()
        return len(arriving)


def hub_of(settings: Settings) -> Hub:
    """The hub of the clock's settings; its spans are told where the environment says."""
    hub = make_hub(name=settings.hub, home=settings.home, database_url=settings.database_url)
    spans = make_spans(read_trace_settings(), process="clock", home=settings.home, clock=hub.clock)
    return hub.traced(spans)
