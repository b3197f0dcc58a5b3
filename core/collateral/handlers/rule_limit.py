"""A person says what one site or supervisor may watch over."""

from __future__ import annotations

from core.collateral.alarms import Alarms
from core.collateral.limit import Limit
from core.collateral.limiting import judge_limit
from core.collateral.messages import LimitRuled
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money


@handles("collateral.limit_ruled.v1")
def rule_limit(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(LimitRuled)
    if not said.approver.strip() or (said.limit is not None and said.limit.amount < 0):
        raise Refused(
            f"the limit of {said.kind} {said.holder} needs a named approver and is not below 0",
            cause="collateral.limit",
        )
    alarms = Alarms(message)
    known = work.limits.get(said.kind, said.holder)
    if said.limit is None:
        if known is not None:
            work.limits.remove(said.kind, said.holder)
            alarms.calm("C10", known.object, f"{said.approver} ends the limit")
    else:
        money = Money.of(said.limit.amount, said.limit.currency)
        limit = Limit(
            kind=said.kind,
            holder=said.holder,
            currency=money.currency,
            limit_minor=money.minor,
            over=known is not None and known.over,
        )
        judge_limit(work, alarms, limit, message.event_time)
    work.unit.effect(
        message,
        kind="limit.ruled",
        key=f"{said.kind}/{said.holder}",
        text=f"{said.approver} limits {said.kind} {said.holder} to"
        f" {said.limit.amount if said.limit else 'nothing'}",
    )
    return alarms.messages()
