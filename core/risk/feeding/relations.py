"""R17: what buyer and seller hang together by, one or two steps away."""

from __future__ import annotations

from collections.abc import Mapping

from core.parties import PartyLink
from core.risk.feeders import Case, feeds
from core.risk.firms import firm_of
from core.risk.values import Said
from core.risk.work import RiskWork

# Trade and guarantees bind everybody who does business; these make two parties one interest.
RELATING = frozenset({"holds", "controls", "account", "address", "phone"})
HOLDS = "holds"
FAR = 99


@feeds("related_hops", "direct_shareholding")
def feed_relations(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Between seller and buyer, else between borrower and core enterprise; both must be in the master."""
    one = case.party("seller", "borrower")
    other = case.party("buyer", "core", "debtor")
    if firm_of(work, one) is None or firm_of(work, other) is None:
        return {}
    links = _links(work, one)
    near, theirs = _ends(links, one), _ends(_links(work, other), other)
    hops = 1 if other in near else 2 if near & theirs else FAR
    held = any(link.kind == HOLDS and other in {link.begin, link.end} for link in links)
    return {"related_hops": hops, "direct_shareholding": held}


def _links(work: RiskWork, code: str) -> list[PartyLink]:
    links = work.unit.shelf(PartyLink)
    return [link for link in (*links.find(begin=code), *links.find(end=code)) if link.kind in RELATING]


def _ends(links: list[PartyLink], code: str) -> set[str]:
    return {end for link in links for end in (link.begin, link.end)} - {code}
