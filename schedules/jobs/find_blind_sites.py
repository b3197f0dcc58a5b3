"""Asks custody about every site whose snapshot is overdue: it blinds the site and alarms (C05)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.custody import SNAPSHOT, Blindness, Site, feeds_to_check
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

SITES_MAX = 100_000


@job(every_s=15, catch_up="latest")
def find_blind_sites(timed: TimedHub, slot: Slot) -> str:
    known = {one.site for one in timed.hub.store.rows(Blindness, limit=SITES_MAX, cause=SNAPSHOT)}
    rows = timed.hub.store.rows(Site, limit=SITES_MAX)
    due = feeds_to_check([one for one in rows if _may_be_overdue(one, slot.at)], slot.at, known)
    timed.tell(
        [
            internal(
                "custody.feed_check_due.v1",
                check,
                partner="hub",
                site=check.site,
                key=f"{check.site} {check.at.isoformat()}",
            )
            for check in due
        ]
    )
    return f"{len(due)} sites are asked for their snapshot" if due else ""


def _may_be_overdue(site: Site, at: datetime) -> bool:
    """Spares a message for each site each time; the room judges by all it knows."""
    last = site.snapshot_as_of or site.watched_since
    return bool(site.snapshot_due_s) and (last is None or at - last > timedelta(seconds=site.snapshot_due_s))
