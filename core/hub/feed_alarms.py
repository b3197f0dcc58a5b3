"""What a look at a partner's feeds changes: turns and alarms, in one unit of work with what tells of them."""

from __future__ import annotations

from typing import NamedTuple

from core.hub.alerts import AlertCleared
from core.hub.arrivals import Arriving
from core.hub.collisions import again_on_collision
from core.hub.contracts import Contract
from core.hub.feed_records import FeedTurn, Watched
from core.hub.feed_watch import ALARMS_MAX, Finding, Look
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.ports import Blobs, Store, Unit


class _Changes(NamedTuple):
    """Alarms that begin and those that end."""

    begun: list[Finding]
    ended: list[Watched]


def write(store: Store, blobs: Blobs, look: Look) -> int:
    """Whatever is killed, an alarm that is on has begun once, and one that is over has ended once; how many.

    A look that changes nothing opens no unit of work.
    """
    known = store.rows(Watched, limit=ALARMS_MAX, partner=look.contract.partner)
    if not look.turns and not any(_changes(look, known)):
        return 0
    what = f"the feeds of {look.contract.partner}"
    return again_on_collision(lambda: _write(store, blobs, look), what=what)


def _write(store: Store, blobs: Blobs, look: Look) -> int:
    with store.unit() as unit:
        for turn in look.turns:
            unit.shelf(FeedTurn).get(turn.partner, turn.source, turn.due_by, turn.due_at)
            unit.shelf(FeedTurn).put(turn)
        changes = _changes(look, unit.shelf(Watched).find(partner=look.contract.partner))
        notices = [_raised(unit, look.contract, finding) for finding in changes.begun]
        notices += [_cleared(unit, look, row) for row in changes.ended]
        store_arrivals(unit, blobs, notices)
    return len(notices)


def _changes(look: Look, known: list[Watched]) -> _Changes:
    """What the contract expects no more ends too."""
    before = {(row.code, row.object): row for row in known}
    stand = {(one.code.code, one.object): one.on for one in look.findings}
    begun = [one for one in look.findings if one.on and (one.code.code, one.object) not in before]
    return _Changes(begun, [row for place, row in before.items() if stand.get(place, False) is False])


def _raised(unit: Unit, contract: Contract, finding: Finding) -> Arriving:
    unit.shelf(Watched).add(
        Watched(partner=contract.partner, code=finding.code.code, object=finding.object, since=unit.now)
    )
    call = f"; call {contract.contact}" if contract.contact else ""
    body = finding.code.raised(finding.object, f"{finding.text}{call}", site=_site(contract))
    key = f"{body.code}:{body.object}:{unit.now.isoformat()}"
    return internal("alert.raised.v1", body, partner=contract.partner, site=_site(contract), key=key)


def _cleared(unit: Unit, look: Look, row: Watched) -> Arriving:
    unit.shelf(Watched).remove(row.partner, row.code, row.object)
    stands = any((one.code.code, one.object) == (row.code, row.object) for one in look.findings)
    text = "it is as the contract expects again" if stands else "the contract expects it no more"
    body = AlertCleared(code=row.code, object=row.object, text=text)
    key = f"{row.code}:{row.object}:{row.since.isoformat()}"
    site = _site(look.contract)
    return internal("alert.cleared.v1", body, partner=row.partner, site=site, key=key)


def _site(contract: Contract) -> str:
    return contract.sites[0].id if len(contract.sites) == 1 else ""
