"""A person judges a thing that two contracts claimed, or that may be another one again."""

from __future__ import annotations

from msgspec.structs import replace

from core.collateral.restating import Restating
from core.collateral.security_messages import ClaimJudged
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused


@handles("collateral.claim_judged.v1")
def judge_claim(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ClaimJudged)
    lien = work.liens.get(said.kind, said.thing)
    if lien is None:
        raise Refused(f"no {said.kind} {said.thing} stands for anything", cause="collateral.unknown_thing")
    if not said.approver:
        raise Refused("a claim is judged by a named person", cause="collateral.claim.no_approver")
    restating = Restating(message, work)
    work.liens.put(replace(lien, claims=0))
    for claim in work.claims.find(kind=said.kind, thing=said.thing):
        if claim.judged_at is None:
            closed = replace(claim, judged_at=restating.at, judged_by=said.approver, verdict=said.verdict)
            work.claims.put(closed)
    _act(restating, said)
    text = f"{said.approver}: {said.kind} {said.thing}: {said.verdict}; {said.reason}"
    work.unit.effect(message, kind="claim.judged", key=f"{said.kind}/{said.thing}", text=text)
    restating.alarms.calm("C08", f"{said.kind}/{said.thing}", text)
    restating.touch(lien.contract_no, text)
    return restating.answers()


def _act(restating: Restating, said: ClaimJudged) -> None:
    if said.verdict == "given_up":
        restating.register.tell(said.kind, said.thing, "released")
    else:
        restating.register.settle(said.kind, said.thing)
    row = restating.work.receivables.get(said.thing) if said.kind == "receivable" else None
    if row is not None and row.doubt and said.verdict == "distinct":
        restating.work.receivables.put(replace(row, doubt=""))
