"""H21 to H25: what contracts expect of their feeds, judged on the business clock of each."""

from __future__ import annotations

from core.hub.contracts import Partner
from core.hub.feed_alarms import write
from core.hub.timetable import Slot
from schedules.job import job
from schedules.timed_hub import TimedHub

PARTNERS_MAX = 10_000


@job(every_s=15, catch_up="latest")
def judge_feeds(timed: TimedHub, slot: Slot) -> str:
    told = 0
    for partner in timed.hub.store.rows(Partner, limit=PARTNERS_MAX):
        contract = timed.hub.library.contract(partner.contract)
        look = timed.watch.look(contract, partner.published_at, timed.now())
        told += write(timed.hub.store, timed.hub.blobs, look)
    if told:
        timed.hub.arrived.notify()
    return f"{told} alarms about feeds began or ended" if told else ""
