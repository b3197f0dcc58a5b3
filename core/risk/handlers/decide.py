"""Somebody asks for a decision: it is made by the version in force, kept with all its reasons, and told."""

from __future__ import annotations

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.risk.messages import DecisionAsked, DecisionMade
from core.risk.records import Decision, RuleSetInForce, RuleSetVersion
from core.risk.replaying import decided_of, decider_of
from core.risk.rules import FAILED
from core.risk.work import RiskWork


@handles(
    "risk.decision_asked.v1",
    touches=lambda message: [
        (RuleSetInForce, (message.body.rule_set,)),
        (Decision, (message.body.number,)),
    ],
)
def decide(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(DecisionAsked)
    asked = content_hash(canonical_bytes(said))
    before = work.decisions.get(said.number)
    if before is not None and before.asked != asked:
        raise Refused(
            f"decision {said.number} was asked for {before.subject} with other words; take a new number",
            cause="risk.decision.number",
        )
    decision = before or _made(message, said, _in_force(work, said.rule_set))
    if before is None:
        work.decisions.put(decision)
        work.unit.effect(
            message,
            kind="risk.decided",
            key=said.number,
            text=f"{said.subject} at {said.stage} by {said.rule_set} version {decision.version}:"
            f" {decision.verdict}",
        )
    return [message.reply("risk.decided.v1", key=said.number, body=_answer(decision))]


def _in_force(work: RiskWork, name: str) -> RuleSetVersion:
    current = work.in_force.get(name)
    version = work.versions.get(name, current.version) if current is not None else None
    if version is None:
        raise Refused(f"no rule set {name} is published", cause="risk.no_rules")
    return version


def _made(message: Message, said: DecisionAsked, version: RuleSetVersion) -> Decision:
    decided = decider_of(version).decide(said.stage, said.business_day, said.inputs)
    return Decision(
        number=said.number,
        subject=said.subject,
        rule_set=version.name,
        version=version.version,
        stage=said.stage,
        business_day=said.business_day,
        verdict=decided.verdict,
        asked=content_hash(canonical_bytes(said)),
        inputs=canonical_bytes(said.inputs),
        decided=canonical_bytes(decided),
        record_time=message.record_time,
        message_id=message.message_id,
    )


def _answer(decision: Decision) -> DecisionMade:
    decided = decided_of(decision)
    return DecisionMade(
        number=decision.number,
        subject=decision.subject,
        rule_set=decision.rule_set,
        version=decision.version,
        stage=decision.stage,
        verdict=decision.verdict,
        failed=decided.codes(FAILED),
        not_judged=tuple(each.code for each in decided.rules if each.missing),
    )
