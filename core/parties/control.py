"""Who controls whom: more than half of a party, held by oneself and by all that one controls, or said so."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, Protocol

from core.kernel.errors import Refused

WHOLE_PPM = 1_000_000
HALF_PPM = WHOLE_PPM // 2
# From a quarter on a natural person is a beneficial owner: the usual rule against money laundering.
BENEFICIAL = Fraction(1, 4)
PARTIES_MAX = 10_000
PATHS_MAX = 100_000
PERSON = "person:"


class Holding(NamedTuple):
    """One end holds so much of another, or is said to control it in the end."""

    owner: str
    owned: str
    share_ppm: int
    controls: bool = False


class Holdings(Protocol):
    """Who holds what, from either end."""

    def of_owner(self, owner: str) -> Iterable[Holding]: ...

    def of_owned(self, owned: str) -> Iterable[Holding]: ...


class BeneficialOwner(NamedTuple):
    """A person behind a party: `share`, exact, along all paths; controls: whether that one controls it."""

    name: str
    share: Fraction
    controls: bool


def controlled_by(holdings: Holdings, owner: str, *, within: frozenset[str] | None = None) -> set[str]:
    """All that the owner controls, never the owner; `within` these alone, where that is enough to know."""
    found: set[str] = set()
    votes: dict[str, int] = {}
    open_ends = [owner]
    while open_ends:
        for each in holdings.of_owner(open_ends.pop()):
            if within is not None and each.owned not in within:
                continue
            votes[each.owned] = votes.get(each.owned, 0) + each.share_ppm
            over = votes[each.owned] > HALF_PPM or each.controls
            if over and each.owned not in found and each.owned != owner:
                found.add(each.owned)
                open_ends.append(each.owned)
        _require_few(found, owner)
    return found


def controllers(holdings: Holdings, party: str) -> tuple[str, ...]:
    """Who controls the party and is controlled by nobody else; of a circle, all of it; in order."""
    above = _above(holdings, party)
    within = frozenset((*above, party))
    reach = {each: controlled_by(holdings, each, within=within) for each in within}
    over = {each for each, found in reach.items() if party in found}
    return tuple(
        sorted(
            each
            for each in over
            if not any(each in reach[other] and other not in reach[each] for other in over)
        )
    )


def group(holdings: Holdings, party: str) -> tuple[str, ...]:
    """The party and every other that is under one controller with it, in order; people are no parties."""
    found = {party}
    for top in controllers(holdings, party) or (party,):
        found |= {top} | controlled_by(holdings, top)
    return tuple(sorted(each for each in found if not each.startswith(PERSON)))


def beneficial_owners(holdings: Holdings, party: str) -> tuple[BeneficialOwner, ...]:
    """The people behind a party who hold a quarter along all paths, or control it; the largest first.

    A path that comes to a company again goes no further: what companies hold of each other adds nobody.
    """
    shares: dict[str, Fraction] = {}
    paths = [(party, Fraction(1), frozenset((party,)))]
    count = 0
    while paths:
        at, share, seen = paths.pop()
        for each in holdings.of_owned(at):
            count += 1
            if count > PATHS_MAX:
                raise Refused(f"over {PATHS_MAX} paths of holdings lead to {party}", cause="parties.paths")
            part = share * Fraction(each.share_ppm, WHOLE_PPM)
            if each.owner.startswith(PERSON):
                shares[each.owner] = shares.get(each.owner, Fraction(0)) + part
            elif each.owner not in seen:
                paths.append((each.owner, part, seen | {each.owner}))
    over = set(controllers(holdings, party))
    found = (BeneficialOwner(name, share, name in over) for name, share in shares.items())
    return tuple(
        sorted(
            (each for each in found if each.controls or each.share >= BENEFICIAL),
            key=lambda each: (-each.share, each.name),
        )
    )


def _above(holdings: Holdings, party: str) -> set[str]:
    """Everybody who holds a part of the party, or of one who does."""
    found: set[str] = set()
    open_ends = [party]
    while open_ends:
        for each in holdings.of_owned(open_ends.pop()):
            if each.owner not in found and each.owner != party:
                found.add(each.owner)
                open_ends.append(each.owner)
        _require_few(found, party)
    return found


def _require_few(found: set[str], party: str) -> None:
    if len(found) > PARTIES_MAX:
        raise Refused(f"over {PARTIES_MAX} parties hang on {party}", cause="parties.too_many_ties")
