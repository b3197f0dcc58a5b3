"""It is told how it went with somebody who was decided about: the rules are counted by it."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.risk.counting import count_outcome
from core.risk.messages import OutcomeTold
from core.risk.work import RiskWork


@handles("risk.outcome_told.v1")
def tell_outcome(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(OutcomeTold)
    counted = count_outcome(work, said)
    if counted:
        work.unit.effect(
            message,
            kind="risk.outcome",
            key=said.subject,
            text=f"{said.subject} is {'bad' if said.bad else 'good'} as of {said.as_of};"
            f" {counted} decisions are counted by it",
        )
    return []
