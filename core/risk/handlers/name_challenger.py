"""A published version is tried at a stage beside the one in force, or is tried no more."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.risk.messages import ChallengerNamed
from core.risk.records import Challenger, RuleSetInForce
from core.risk.work import RiskWork


@handles("risk.challenger_named.v1")
def name_challenger(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(ChallengerNamed)
    require_another(said.by, said.approver)
    if not said.reason.strip():
        raise Refused(f"the challenger of {said.name} changes without a reason", cause="risk.no_reason")
    current = work.in_force.get(said.name)
    if current is None:
        raise Refused(f"no rule set {said.name} is published", cause="risk.no_rules")
    if said.version == 0:
        _end(work, said)
    else:
        _begin(message, work, said, current)
    work.in_force.put(replace(current, changes=current.changes + 1))
    who = f"version {said.version} challenges" if said.version else "nobody challenges"
    work.unit.effect(
        message,
        kind="risk.challenger",
        key=f"{said.name}/{said.stage}",
        text=f"{who} {said.name} at {said.stage}: {said.by}, {said.approver} approves: {said.reason}"[:4_000],
    )
    return []


def _begin(message: Message, work: RiskWork, said: ChallengerNamed, current: RuleSetInForce) -> None:
    if work.versions.get(said.name, said.version) is None:
        raise Refused(f"there is no version {said.version} of {said.name}", cause="risk.version")
    if current.version == said.version:
        raise Refused(
            f"version {said.version} of {said.name} is in force; it cannot challenge itself",
            cause="risk.version",
        )
    work.challengers.put(
        Challenger(name=said.name, stage=said.stage, version=said.version, since=message.record_time)
    )


def _end(work: RiskWork, said: ChallengerNamed) -> None:
    if work.challengers.get(said.name, said.stage) is None:
        raise Refused(f"nobody challenges {said.name} at {said.stage}", cause="risk.version")
    work.challengers.remove(said.name, said.stage)
