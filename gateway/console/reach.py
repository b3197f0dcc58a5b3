"""Which sites, parties and plans are within a visitor's scope: they bear no partner's name themselves."""

from __future__ import annotations

import msgspec

from adapters.wiring.hub import Hub
from core.collateral.contract import Contract as PledgeContract
from core.hub.arrivals import Stream
from core.hub.contracts import Contract, Partner
from core.hub.failures import Uncertain
from core.hub.plan_records import Plan, Selection
from core.hub.rights import Scope

STREAMS_MAX = 10_000


class Reach:
    """Asked once a page: what the contracts in force of the partners in scope name."""

    def __init__(self, hub: Hub, scope: Scope) -> None:
        self._all = scope.partners is None
        contracts = [] if self._all else list(_contracts(hub, scope))
        self._parties = {party for one in contracts for party in (one.partner, *one.parties)}
        self._sites = {site.id for one in contracts for site in one.sites}
        for partner in () if self._all else sorted(scope.partners or ()):
            streams = hub.store.rows(Stream, limit=STREAMS_MAX, partner=partner)
            self._sites |= {stream.site for stream in streams}

    @property
    def sites(self) -> list[str] | None:
        """Those within, in order; None where every site is."""
        return None if self._all else sorted(self._sites)

    def site(self, name: str) -> bool:
        return self._all or name in self._sites

    def contract(self, contract: PledgeContract) -> bool:
        """Of a pledge both houses see it: who pledged, and who holds it."""
        return self._all or contract.pledgee in self._parties or contract.pledgor in self._parties

    def uncertain(self, row: Uncertain) -> bool:
        return self._all or self.site(row.scope.removeprefix("site:"))


def plan_in(scope: Scope, plan: Plan) -> bool:
    """A plan is about the partner it chose; one that chose no partner is about all."""
    return scope.partners is None or partner_of(plan) in scope.partners


def partner_of(plan: Plan) -> str:
    return msgspec.json.decode(plan.chosen, type=Selection).partner


def _contracts(hub: Hub, scope: Scope) -> list[Contract]:
    rows = [hub.store.get(Partner, name) for name in sorted(scope.partners or ())]
    return [hub.library.contract(row.contract) for row in rows if row is not None]
