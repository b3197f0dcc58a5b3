"""The clock asks whether a patrol, check or count that was due has come (C09)."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from core.custody.asked import WatchCheckDue
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.watch_check_due.v1")
def check_watch(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(WatchCheckDue)
    plan = work.plans.get(said.site, said.kind)
    if plan is None or plan.missed or not plan.is_missed(said.at.astimezone(UTC)):
        return []
    booking = Booking(message, work)
    work.plans.put(replace(plan, missed=True))
    last = f"the last was at {plan.done_at:%Y-%m-%d %H:%M:%SZ}" if plan.done_at else "there was none yet"
    booking.alarm(
        AlertRaised(
            code="C09",
            severity="medium",
            object=plan.object,
            site=plan.site,
            text=f"{plan.kind} of {plan.site} was due at {plan.next_due:%Y-%m-%d %H:%M:%SZ}"
            f"{' by ' + plan.owner if plan.owner else ''}, {plan.grace_s} s may pass; {last}",
            action="ask who was to do it; give it to somebody else",
        )
    )
    work.unit.effect(
        message, kind="watch.missed", key=plan.object, text=f"{plan.kind} of {plan.site} was missed"
    )
    return settled(booking)
