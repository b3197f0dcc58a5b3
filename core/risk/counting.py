"""Decisions are counted as they are made, and again when it is told how it went: one row each, no history."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes, content_hash
from core.risk.deciding import Decided, Decider
from core.risk.messages import OutcomeTold
from core.risk.records import Decision
from core.risk.rules import FAILED
from core.risk.tally import LastDecision, Tallies, Tally
from core.risk.values import Said
from core.risk.work import RiskWork

GOOD, BAD = "good", "bad"
SHARDS = 16


def count_decision(
    message: Message, work: RiskWork, decision: Decision, decider: Decider, decided: Decided
) -> None:
    """Into the month of its business day, and as the last one about its subject at this stage."""
    shard = shard_of(message)
    row = Tally(
        rule_set=decision.rule_set,
        version=decision.version,
        stage=decision.stage,
        month=decision.business_day // 100,
        shard=shard,
        body=b"{}",
    )
    tallies = _read(work, row)
    said = msgspec.json.decode(decision.inputs, type=dict[str, Said])
    tallies.decided(decided, decider.asked(decision.stage), said)
    work.tallies.put(replace(row, body=canonical_bytes(tallies)))
    before = work.last_decisions.get(decision.subject, decision.rule_set, decision.stage)
    if before is not None and before.business_day > decision.business_day:
        return
    work.last_decisions.put(
        LastDecision(
            subject=decision.subject,
            rule_set=decision.rule_set,
            stage=decision.stage,
            number=decision.number,
            version=decision.version,
            business_day=decision.business_day,
            shard=shard,
            verdict=decision.verdict,
            failed=" ".join(decided.codes(FAILED)),
        )
    )


def count_outcome(work: RiskWork, said: OutcomeTold) -> int:
    """How many decisions this tells something new of: the last of each rule set and stage before that day."""
    counted = 0
    for last in work.last_decisions.find(subject=said.subject):
        before_it_was_made = said.as_of < last.business_day
        if before_it_was_made or (last.told and said.as_of < last.told_as_of):
            continue
        told = BAD if said.bad else GOOD
        work.last_decisions.put(replace(last, told=told, told_as_of=said.as_of))
        if told != last.told:
            _count_end(work, last, told)
            counted += 1
    return counted


def shard_of(message: Message) -> int:
    """The share of the traffic that the message's stream falls to."""
    return int(content_hash(f"{message.partner}/{message.site}".encode())[:8], 16) % SHARDS


def _count_end(work: RiskWork, last: LastDecision, told: str) -> None:
    row = Tally(
        rule_set=last.rule_set,
        version=last.version,
        stage=last.stage,
        month=last.business_day // 100,
        shard=last.shard,
        body=b"{}",
    )
    tallies = _read(work, row)
    tallies.ended(last, told=int(not last.told), bad=int(told == BAD) - int(last.told == BAD))
    work.tallies.put(replace(row, body=canonical_bytes(tallies)))


def _read(work: RiskWork, row: Tally) -> Tallies:
    found = work.tallies.get(row.rule_set, row.version, row.stage, row.month, row.shard)
    return msgspec.json.decode((found or row).body, type=Tallies)
