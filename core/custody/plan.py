"""Somebody looked at a warehouse, or must: the plans are kept, and a shortage makes one (C09)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from core.custody.booking import Booking
from core.custody.plan_row import WatchPlan

PATROL, CHECK, COUNT, SURPRISE = "patrol", "check", "count", "surprise"
SURPRISE_WITHIN = timedelta(hours=24)


def looked(booking: Booking, site: str, kind: str, number: str) -> None:
    """Somebody looked: the plan of that kind is kept for its turn, and its alarm ends."""
    plan, at = booking.work.plans.get(site, kind), booking.counts_from
    if plan is None or (plan.done_at is not None and at <= plan.done_at):
        return
    booking.work.plans.put(_kept(plan, at))
    if plan.missed and not _kept(plan, at).missed:
        booking.calm("C09", plan.object, f"{number} of {at:%Y-%m-%d %H:%M:%SZ} makes up for it")


def plan_surprise(booking: Booking, site: str) -> None:
    """Less was found than the book has: it is counted by surprise within a day."""
    known = booking.work.plans.get(site, SURPRISE)
    if known is None or not known.open:
        due = booking.message.record_time + SURPRISE_WITHIN
        booking.work.plans.put(
            WatchPlan(
                site=site,
                kind=SURPRISE,
                every_s=0,
                grace_s=0,
                next_due=due,
                done_at=None if known is None else known.done_at,
            )
        )


def _kept(plan: WatchPlan, at: datetime) -> WatchPlan:
    """A look within the turn before the due date keeps it; a later one makes up for all that were missed."""
    done = replace(plan, done_at=at)
    if not plan.every_s:
        return replace(done, missed=False, open=False)
    every = timedelta(seconds=plan.every_s)
    if at <= plan.next_due - every:
        return done
    turns = max(0, (at - plan.next_due) // every) + 1
    return replace(done, next_due=plan.next_due + turns * every, missed=False)
