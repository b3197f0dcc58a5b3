"""A question becomes a decision by the version in force; the challenger is asked too and never told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.risk.comparing import differences
from core.risk.counting import count_decision
from core.risk.messages import DecisionMade
from core.risk.records import Decision, RuleSetVersion, ShadowDecision
from core.risk.replaying import decided_of, decider_of
from core.risk.rules import FAILED
from core.risk.values import Said
from core.risk.work import RiskWork

NOT_DECIDED = "not decided"


class Question(NamedTuple):
    """What is asked. asked: hash of the asker's words. inputs: all that is known, by variable."""

    number: str
    subject: str
    rule_set: str
    stage: str
    business_day: int
    asked: str
    inputs: Mapping[str, Said]


def known(work: RiskWork, number: str, asked: str) -> Decision | None:
    """The decision made under this number; Refused where it was asked for in other words."""
    before = work.decisions.get(number)
    if before is not None and before.asked != asked:
        raise Refused(
            f"decision {number} was asked for {before.subject} with other words; take a new number",
            cause="risk.decision.number",
        )
    return before


def in_force(work: RiskWork, name: str) -> RuleSetVersion:
    """The version that decides now."""
    current = work.in_force.get(name)
    version = work.versions.get(name, current.version) if current is not None else None
    if version is None:
        raise Refused(f"no rule set {name} is published", cause="risk.no_rules")
    return version


def challenger_of(work: RiskWork, champion: RuleSetVersion, stage: str) -> RuleSetVersion | None:
    """The version that is tried beside it, unless it is the same."""
    row = work.challengers.get(champion.name, stage)
    if row is None or row.version == champion.version:
        return None
    return work.versions.get(row.name, row.version)


def make(message: Message, work: RiskWork, question: Question, version: RuleSetVersion) -> Decision:
    """Decides, keeps and marks it; inputs that only a challenger knows are its alone."""
    decider = decider_of(version)
    challenger = challenger_of(work, version, question.stage)
    inputs = dict(question.inputs)
    if challenger is not None:
        others = decider_of(challenger).kinds.keys() - decider.kinds.keys()
        inputs = {name: said for name, said in inputs.items() if name not in others}
    decided = decider.decide(question.stage, question.business_day, inputs)
    decision = Decision(
        number=question.number,
        subject=question.subject,
        rule_set=version.name,
        version=version.version,
        stage=question.stage,
        business_day=question.business_day,
        verdict=decided.verdict,
        asked=question.asked,
        inputs=canonical_bytes(inputs),
        decided=canonical_bytes(decided),
        record_time=message.record_time,
        message_id=message.message_id,
    )
    work.decisions.put(decision)
    count_decision(message, work, decision, decider, decided)
    if challenger is not None:
        work.shadows.put(_shadow(decision, challenger, question))
    work.unit.effect(
        message,
        kind="risk.decided",
        key=decision.number,
        text=f"{decision.subject} at {decision.stage} by {version.name} version {version.version}:"
        f" {decision.verdict}",
    )
    return decision


def _shadow(decision: Decision, challenger: RuleSetVersion, question: Question) -> ShadowDecision:
    """A challenger that cannot decide says why; the champion's verdict stands whatever happens here."""
    decider = decider_of(challenger)
    inputs = {name: said for name, said in question.inputs.items() if name in decider.kinds}
    try:
        decided = decider.decide(question.stage, question.business_day, inputs)
    except Refused as error:
        verdict, found, body = NOT_DECIDED, canonical_bytes(error.text), b""
    else:
        verdict, body = decided.verdict, canonical_bytes(decided)
        found = canonical_bytes(differences(decided_of(decision), decided))
    return ShadowDecision(
        number=decision.number,
        subject=decision.subject,
        rule_set=decision.rule_set,
        stage=decision.stage,
        business_day=decision.business_day,
        champion=decision.version,
        challenger=challenger.version,
        verdict=decision.verdict,
        challenger_verdict=verdict,
        differs=found != b"[]",
        differences=found,
        inputs=canonical_bytes(inputs),
        decided=body,
    )


def answer_of(decision: Decision) -> DecisionMade:
    """What is told of a decision."""
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
