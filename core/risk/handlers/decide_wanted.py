"""Somebody wants a decision: the hub brings what it holds, the asker adds what it knows, then it is made."""

from __future__ import annotations

from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.risk.ahead import before_decisions
from core.risk.feeders import Case, gathered
from core.risk.making import Question, answer_of, challenger_of, in_force, known, make
from core.risk.messages import DecisionWanted
from core.risk.records import Challenger, Decision, RuleSetInForce, RuleSetVersion
from core.risk.replaying import decider_of
from core.risk.values import Said
from core.risk.work import RiskWork


@handles(
    "risk.decision_wanted.v1",
    touches=lambda message: [
        (RuleSetInForce, (message.body.rule_set,)),
        (Challenger, (message.body.rule_set, message.body.stage)),
        (Decision, (message.body.number,)),
    ],
    together=Together(ahead=before_decisions),
)
def decide_wanted(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(DecisionWanted)
    asked = content_hash(canonical_bytes(said))
    decision = known(work, said.number, asked)
    if decision is None:
        version = in_force(work, said.rule_set)
        question = Question(
            number=said.number,
            subject=f"{said.subject_kind}/{said.subject}",
            rule_set=said.rule_set,
            stage=said.stage,
            business_day=said.business_day,
            asked=asked,
            inputs=_inputs(message, work, said, version),
        )
        decision = make(message, work, question, version)
    return [message.reply("risk.decided.v1", key=said.number, body=answer_of(decision))]


def _inputs(
    message: Message, work: RiskWork, said: DecisionWanted, version: RuleSetVersion
) -> dict[str, Said]:
    """What the champion or its challenger asks for and the hub holds, and all that was given."""
    decider = decider_of(version)
    wanted = set(decider.asked(said.stage))
    challenger = challenger_of(work, version, said.stage)
    if challenger is not None:
        wanted |= decider_of(challenger).asked(said.stage)
    refs: dict[str, tuple[str, ...]] = {}
    for ref in said.refs:
        refs[ref.kind] = (*refs.get(ref.kind, ()), ref.number)
    case = Case(
        business_day=said.business_day,
        at=message.event_time,
        parties=said.parties,
        contract_no=said.contract_no,
        refs=refs,
        minor=said.minor,
        currency=said.currency,
        limits=said.limits,
        parameters=decider.parameters(said.stage, said.business_day),
    )
    return gathered(case, work, wanted - said.given.keys()) | said.given
