"""The clock asks whether what a site or supervisor watches over is worth more than it may be (C10)."""

from __future__ import annotations

from datetime import UTC

from core.collateral.alarms import Alarms
from core.collateral.limiting import judge_limit
from core.collateral.messages import LimitCheckDue
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("collateral.limit_check_due.v1")
def check_limit(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(LimitCheckDue)
    limit = work.limits.get(said.kind, said.holder)
    if limit is None:
        return []
    alarms = Alarms(message)
    judge_limit(work, alarms, limit, said.at.astimezone(UTC))
    return alarms.messages()
