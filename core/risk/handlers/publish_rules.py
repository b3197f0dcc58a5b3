"""A rule set is published by one and approved by another; a version that was there before can come back."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.risk.messages import RulesPublished, RulesRolledBack
from core.risk.records import Challenger, RuleSetInForce, RuleSetVersion
from core.risk.rule_set import require_sense
from core.risk.work import RiskWork


@handles("risk.rules_published.v1")
def publish_rules(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(RulesPublished)
    require_another(said.publisher, said.approver)
    before = work.in_force.get(said.name)
    following = before.latest + 1 if before is not None else 1
    if said.version != following:
        raise Refused(
            f"the next version of {said.name} is {following}, not {said.version}; look at what was published",
            cause="risk.version",
        )
    require_sense(said.rule_set)
    body = canonical_bytes(said.rule_set)
    work.versions.put(
        RuleSetVersion(
            name=said.name,
            version=said.version,
            hash=content_hash(body),
            body=body,
            publisher=said.publisher,
            approver=said.approver,
            record_time=message.record_time,
            message_id=message.message_id,
        )
    )
    if said.challenges:
        _tried(message, work, said, before)
    else:
        changes = before.changes + 1 if before is not None else 1
        work.in_force.put(
            RuleSetInForce(name=said.name, version=said.version, latest=said.version, changes=changes)
        )
    tried = f" to be tried at {', '.join(said.challenges)}" if said.challenges else ""
    work.unit.effect(
        message,
        kind="risk.published",
        key=f"{said.name}/{said.version}",
        text=f"{said.publisher} publishes {said.name} version {said.version}{tried},"
        f" {said.approver} approves",
    )
    return []


def _tried(message: Message, work: RiskWork, said: RulesPublished, before: RuleSetInForce | None) -> None:
    """The version in force stays; this one is asked beside it at its stages."""
    if before is None:
        raise Refused(f"no version of {said.name} is in force that could be challenged", cause="risk.version")
    work.in_force.put(replace(before, latest=said.version))
    for stage in dict.fromkeys(said.challenges):
        row = Challenger(name=said.name, stage=stage, version=said.version, since=message.record_time)
        work.challengers.put(row)


@handles("risk.rules_rolled_back.v1")
def roll_back_rules(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(RulesRolledBack)
    require_another(said.by, said.approver)
    if not said.reason.strip():
        raise Refused(f"{said.name} is rolled back without a reason", cause="risk.no_reason")
    before = work.in_force.get(said.name)
    if before is None or work.versions.get(said.name, said.version) is None:
        raise Refused(f"there is no version {said.version} of {said.name}", cause="risk.version")
    if before.version == said.version:
        raise Refused(f"version {said.version} of {said.name} is in force", cause="risk.version")
    work.in_force.put(replace(before, version=said.version, changes=before.changes + 1))
    work.unit.effect(
        message,
        kind="risk.rolled_back",
        key=f"{said.name}/{before.changes + 1}",
        text=f"{said.by} puts version {said.version} of {said.name} in force for {before.version},"
        f" {said.approver} approves: {said.reason}"[:4_000],
    )
    return []
