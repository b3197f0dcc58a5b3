"""How the house stands to a party, said by one and approved by another; and ties that no master tells."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.second_person import require_another
from core.parties.codes import known_code
from core.parties.messages import PartyClassified, PartyTied
from core.parties.party import Party, PartyLink
from core.parties.work import PartiesWork


@handles("party.classified.v1")
def classify_party(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(PartyClassified)
    party = _known(work, said.uscc)
    require_another(said.proposer, said.approver)
    if not said.reason.strip():
        raise Refused(f"the standing of {said.uscc} changes without a reason", cause="parties.no_reason")
    work.parties.put(
        replace(
            party,
            standing=said.standing,
            standing_reason=said.reason,
            standing_by=said.approver,
            standing_until=said.until,
        )
    )
    work.unit.effect(
        message,
        kind="party.classified",
        key=party.uscc,
        text=f"{said.approver} approves {said.standing or 'no standing'} of {party.name}: {said.reason}"[
            :4_000
        ],
    )
    return []


@handles("party.tied.v1")
def tie_parties(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(PartyTied)
    begin, end = (_known(work, each).uscc for each in (said.begin, said.end))
    work.links.put(PartyLink(of=begin, kind=said.kind, begin=begin, end=end))
    work.unit.effect(
        message,
        kind="party.tied",
        key=f"{said.kind}/{begin}/{end}",
        text=f"{begin} {said.kind} {end}: {said.source}"[:4_000],
    )
    return []


def _known(work: PartiesWork, said: str) -> Party:
    code = known_code(said)
    party = work.parties.get(code)
    if party is None:
        raise Refused(
            f"party {code} is not in the master; send its party.master first", cause="parties.unknown"
        )
    return party
