"""A party is admitted to a programme with a limit inside the core's total, and suspended from it."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.second_person import require_another
from core.parties.codes import known_code
from core.parties.messages_programme import MemberAdmitted, MemberSuspended
from core.parties.party import Party
from core.parties.programme import ENDED, RUNNING, SUSPENDED, Member, Programme
from core.parties.programmes import known_programme, promised, require_end_ahead, require_reason
from core.parties.relations import require_not_blocked
from core.parties.work import PartiesWork


@handles(
    "party.member_admitted.v1",
    touches=lambda message: [
        (Party, (message.body.member.upper(),)),
        (Programme, (message.body.programme,)),
        (Member, (message.body.programme, message.body.member.upper())),
    ],
)
def admit_member(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(MemberAdmitted)
    require_another(said.proposer, said.approver)
    require_reason(said.programme, said.reason)
    require_end_ahead(said.member, said.until, message.record_time)
    programme = known_programme(work, said.programme)
    party = require_not_blocked(work, said.member, f"programme {said.programme}", at=message.record_time)
    _require_alone(work, programme, party.uscc)
    _require_room(work, programme, party.uscc, said.limit_minor)
    before = work.members.get(programme.programme, party.uscc)
    place = Member(
        programme=programme.programme,
        member=party.uscc,
        core=programme.core,
        side=said.side,
        limit_minor=said.limit_minor,
        state=RUNNING,
        admitted_at=before.admitted_at if before is not None else message.record_time,
        until=said.until,
        proposer=said.proposer,
        approver=said.approver,
        reason=said.reason,
        changes=before.changes + 1 if before is not None else 1,
    )
    limit = Money(said.limit_minor, programme.currency)
    _keep(message, work, place, f"admitted with {limit}")
    return []


@handles(
    "party.member_suspended.v1",
    touches=lambda message: [
        (Programme, (message.body.programme,)),
        (Member, (message.body.programme, message.body.member.upper())),
    ],
)
def suspend_member(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(MemberSuspended)
    require_another(said.proposer, said.approver)
    require_reason(said.programme, said.reason)
    programme, code = known_programme(work, said.programme), known_code(said.member)
    place = work.members.get(programme.programme, code)
    if place is None or place.state == ENDED:
        raise Refused(f"{code} is no member of {said.programme}", cause="parties.programme.member")
    state = ENDED if said.ended else SUSPENDED
    changed = replace(
        place,
        state=state,
        proposer=said.proposer,
        approver=said.approver,
        reason=said.reason,
        changes=place.changes + 1,
    )
    _keep(message, work, changed, state)
    return []


def _require_alone(work: PartiesWork, programme: Programme, code: str) -> None:
    """The core is none of its own N, and a member is in one programme of a core at a time."""
    if code == programme.core:
        raise Refused(f"{code} is the core of {programme.programme}", cause="parties.programme.member")
    for other in work.members.find(core=programme.core, member=code):
        row = work.programmes.get(other.programme)
        elsewhere = other.programme != programme.programme and other.state != ENDED
        if elsewhere and row is not None and row.state != ENDED:
            raise Refused(
                f"{code} is in programme {other.programme} of {programme.core} already; it ends there first",
                cause="parties.programme.member",
            )


def _require_room(work: PartiesWork, programme: Programme, code: str, minor: int) -> None:
    """The limit fits into the total, and with the others' into what they may add up to."""
    others = promised(work, programme.programme, but=code)
    left = min(programme.total_minor, programme.members_minor_max - others)
    if minor > left:
        raise Refused(
            f"a limit of {Money(minor, programme.currency)} is over what is left of programme"
            f" {programme.programme}: {Money(max(left, 0), programme.currency)}",
            cause="parties.programme.limit",
        )


def _keep(message: Message, work: PartiesWork, place: Member, what: str) -> None:
    work.members.put(place)
    text = f"{place.approver} approves: {place.member} is {what} in {place.programme}: {place.reason}"
    key = f"{place.programme}/{place.member}/{place.changes}"
    work.unit.effect(message, kind="member.kept", key=key, text=text[:4_000])
