"""The house's questions about who stands with whom, answered from the book of ties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.kernel.errors import Refused
from core.parties.codes import known_code
from core.parties.control import BeneficialOwner, Holding, beneficial_owners, controllers, group
from core.parties.party import CONTROLS, HOLDS, Party, PartyLink
from core.parties.standing import blocked
from core.parties.work import PartiesWork


class BookedHoldings:
    """Holdings as the masters told them: each row is asked for once in a unit of work."""

    def __init__(self, work: PartiesWork) -> None:
        self._links = work.links

    def of_owner(self, owner: str) -> Iterable[Holding]:
        return _holdings(self._links.find(begin=owner))

    def of_owned(self, owned: str) -> Iterable[Holding]:
        return _holdings(self._links.find(end=owned))


def group_of(work: PartiesWork, uscc: str) -> tuple[str, ...]:
    """The codes of the party and of all that are under one controller with it: one risk, one limit."""
    return group(BookedHoldings(work), known_code(uscc))


def controllers_of(work: PartiesWork, uscc: str) -> tuple[str, ...]:
    """Who controls the party in the end: codes, and people as `person:name`."""
    return controllers(BookedHoldings(work), known_code(uscc))


def beneficial_owners_of(work: PartiesWork, uscc: str) -> tuple[BeneficialOwner, ...]:
    """The people behind the party."""
    return beneficial_owners(BookedHoldings(work), known_code(uscc))


def known_party(work: PartiesWork, uscc: str) -> Party:
    """The party of that code; Refused where nobody told its master."""
    code = known_code(uscc)
    party = work.parties.get(code)
    if party is None:
        raise Refused(
            f"party {code} is not in the master; send its party.master first", cause="parties.unknown"
        )
    return party


def require_not_blocked(work: PartiesWork, uscc: str, what: str, *, at: datetime | None = None) -> Party:
    """The party; Refused where it may not do `what`: unknown, blacklisted or no more active."""
    party = known_party(work, uscc)
    why = blocked(party, at)
    if why:
        raise Refused(f"{what} is not for {party.uscc}: {why}", cause="parties.blocked")
    return party


def _holdings(links: Iterable[PartyLink]) -> Iterable[Holding]:
    for link in links:
        if link.kind in {HOLDS, CONTROLS}:
            yield Holding(link.begin, link.end, link.share_ppm, link.kind == CONTROLS)
