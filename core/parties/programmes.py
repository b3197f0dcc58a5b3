"""Who belongs to which programme, asked by the room that lends; and what every change of one must keep to."""

from __future__ import annotations

from datetime import datetime

from core.kernel.errors import Refused
from core.parties.codes import known_code
from core.parties.programme import ENDED, RUNNING, Member, Membership, Programme
from core.parties.standing import blocked
from core.parties.work import PartiesWork


def programme_of(
    work: PartiesWork, core: str, member: str, *, at: datetime | None = None
) -> Membership | None:
    """The member's place in the one programme of the core it belongs to, or None.

    Without a moment a place counts until the clock has ended it; a party that is blocked closes it at once.
    """
    for place in work.members.find(core=known_code(core), member=known_code(member)):
        programme = work.programmes.get(place.programme)
        if place.state != ENDED and programme is not None and programme.state != ENDED:
            return _membership(work, programme, place, at)
    return None


def members_of(work: PartiesWork, programme: str) -> list[Member]:
    """Everybody who is in it and has not ended."""
    return [each for each in work.members.find(programme=programme) if each.state != ENDED]


def known_programme(work: PartiesWork, name: str) -> Programme:
    """The programme; Refused where there is none, or it ended."""
    found = work.programmes.get(name)
    if found is None:
        raise Refused(f"there is no programme {name}", cause="parties.programme.unknown")
    if found.state == ENDED:
        raise Refused(f"programme {name} ended: {found.reason}", cause="parties.programme.ended")
    return found


def promised(work: PartiesWork, programme: str, *, but: str = "") -> int:
    """What its members were promised together, in minor units, one of them left out.

    Who is suspended counts: what that one uses is still out.
    """
    return sum(each.limit_minor for each in members_of(work, programme) if each.member != but)


def require_reason(what: str, reason: str) -> None:
    if not reason.strip():
        raise Refused(f"{what} changes without a reason", cause="parties.no_reason")


def require_end_ahead(what: str, until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        raise Refused(
            f"{what} would have ended at {until.isoformat()}, before it begins", cause="parties.until"
        )


def _membership(work: PartiesWork, programme: Programme, place: Member, at: datetime | None) -> Membership:
    return Membership(
        programme=programme.programme,
        core=programme.core,
        member=place.member,
        side=place.side,
        currency=programme.currency,
        total_minor=programme.total_minor,
        limit_minor=place.limit_minor,
        closed=_closed(work, programme, place, at),
    )


def _closed(work: PartiesWork, programme: Programme, place: Member, at: datetime | None) -> str:
    """The first reason why nothing new may begin."""
    if programme.state != RUNNING:
        return f"programme {programme.programme} is {programme.state}: {programme.reason}"
    if place.state != RUNNING:
        return f"{place.member} is {place.state} in {programme.programme}: {place.reason}"
    for what, until in ((programme.programme, programme.until), (place.member, place.until)):
        if at is not None and until is not None and until <= at:
            return f"the time of {what} in {programme.programme} was over at {until.isoformat()}"
    for code in (programme.core, place.member):
        party = work.parties.get(code)
        if party is not None and (why := blocked(party, at)):
            return why
    return ""
