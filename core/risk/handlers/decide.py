"""Somebody asks for a decision and brings all inputs: it is made, kept with its reasons, and told."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.risk.making import Question, answer_of, in_force, known, make
from core.risk.messages import DecisionAsked
from core.risk.records import Challenger, Decision, RuleSetInForce
from core.risk.work import RiskWork


@handles(
    "risk.decision_asked.v1",
    touches=lambda message: [
        (RuleSetInForce, (message.body.rule_set,)),
        (Challenger, (message.body.rule_set, message.body.stage)),
        (Decision, (message.body.number,)),
    ],
)
def decide(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(DecisionAsked)
    asked = content_hash(canonical_bytes(said))
    decision = known(work, said.number, asked)
    if decision is None:
        question = Question(
            number=said.number,
            subject=said.subject,
            rule_set=said.rule_set,
            stage=said.stage,
            business_day=said.business_day,
            asked=asked,
            inputs=said.inputs,
        )
        decision = make(message, work, question, in_force(work, said.rule_set))
    return [message.reply("risk.decided.v1", key=said.number, body=answer_of(decision))]
