"""A person plans how often somebody looks at a site."""

from __future__ import annotations

from datetime import UTC

from core.custody.messages import WatchPlanned
from core.custody.plan_row import WatchPlan
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("custody.watch_planned.v1")
def plan_watch(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(WatchPlanned)
    if not said.approver.strip() or said.every_s < 0 or said.grace_s < 0:
        raise Refused(
            f"{said.kind} of {said.site} every {said.every_s} s with {said.grace_s} s of grace by"
            f" {said.approver!r}: a named approver plans it, and nothing is below 0",
            cause="custody.plan",
        )
    known = work.plans.get(said.site, said.kind)
    work.plans.put(
        WatchPlan(
            site=said.site,
            kind=said.kind,
            every_s=said.every_s,
            grace_s=said.grace_s,
            next_due=said.first_due.astimezone(UTC),
            owner=said.owner,
            done_at=None if known is None else known.done_at,
            missed=known is not None and known.missed,
            open=said.every_s > 0,
        )
    )
    work.unit.effect(
        message,
        kind="watch.planned",
        key=f"{said.site}/{said.kind}",
        text=f"{said.approver} plans a {said.kind} of {said.site} every {said.every_s} s",
    )
    return []
