"""How the house stands to a party, said by one and approved by another; and ties that no master tells."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.parties.messages import PartyClassified, PartyTied, StandingChanged, StandingEnded
from core.parties.party import Party, PartyLink
from core.parties.relations import known_party
from core.parties.work import PartiesWork


@handles("party.classified.v1", touches=lambda message: [(Party, (message.body.uscc.upper(),))])
def classify_party(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(PartyClassified)
    party = known_party(work, said.uscc)
    require_another(said.proposer, said.approver)
    if not said.reason.strip():
        raise Refused(f"the standing of {said.uscc} changes without a reason", cause="parties.no_reason")
    if said.until is not None and said.until <= message.record_time:
        raise Refused(
            f"the standing of {said.uscc} would have ended at {said.until.isoformat()}, before it begins",
            cause="parties.until",
        )
    changed = replace(
        party,
        standing=said.standing,
        standing_reason=said.reason,
        standing_by=said.approver,
        standing_until=said.until,
    )
    work.parties.put(changed)
    work.unit.effect(
        message,
        kind="party.classified",
        key=party.uscc,
        text=f"{said.approver} approves {said.standing or 'no standing'} of {party.name}: {said.reason}"[
            :4_000
        ],
    )
    return [_changed(message, party, changed)]


@handles("party.standing_ended.v1", touches=lambda message: [(Party, (message.body.uscc,))])
def end_standing(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(StandingEnded)
    party = known_party(work, said.uscc)
    # Given again meanwhile, or ended before: the clock only saw what was stored when it looked.
    if party.standing_until != said.until or said.until > message.record_time:
        return []
    over = replace(
        party, standing="", standing_reason="its time is over", standing_by="", standing_until=None
    )
    work.parties.put(over)
    text = f"{party.standing} of {party.name} is over since {said.until:%Y-%m-%d %H:%M} UTC"
    work.unit.effect(message, kind="party.standing_over", key=party.uscc, text=text)
    return [_changed(message, party, over)]


@handles(
    "party.tied.v1",
    touches=lambda message: [(Party, (each.upper(),)) for each in (message.body.begin, message.body.end)],
)
def tie_parties(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(PartyTied)
    begin, end = (known_party(work, each).uscc for each in (said.begin, said.end))
    work.links.put(PartyLink(of=begin, kind=said.kind, begin=begin, end=end))
    work.unit.effect(
        message,
        kind="party.tied",
        key=f"{said.kind}/{begin}/{end}",
        text=f"{begin} {said.kind} {end}: {said.source}"[:4_000],
    )
    return []


def _changed(message: Message, before: Party, after: Party) -> Message:
    body = StandingChanged(
        uscc=after.uscc,
        name=after.name,
        before=before.standing,
        standing=after.standing,
        reason=after.standing_reason,
        until=after.standing_until,
    )
    return message.reply("party.standing_changed.v1", key=after.uscc, body=body, keys=(after.uscc,))
