"""Dismissing failures: a person says, with a reason, that nothing is to be done about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from core.hub.arrivals import Arriving
from core.hub.audit_desk import Noted, note
from core.hub.bodies import internal_body
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.plan_records import Selection
from core.hub.ports import Blobs, Store
from core.hub.selecting import Chosen, Selector
from core.kernel.errors import Refused

A_MESSAGE_MAX = 500
NAMED_MAX = 20


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Which failure: of the message as a whole (ordinal below 0), or of one of its documents."""

    partition: int
    number: int
    ordinal: int


@internal_body("failure.dismissed.v1")
class FailureDismissed(msgspec.Struct, frozen=True, kw_only=True):
    """`by` dismisses these failures: what they hold up goes on without them."""

    places: tuple[Place, ...]
    by: str
    reason: str


def dismiss(store: Store, blobs: Blobs, selection: Selection, *, by: str, reason: str) -> int:
    """Dismisses the failures that fit, by messages in their own streams; how many. Refused without reason."""
    if not by or not reason.strip():
        raise Refused("a dismissal needs who dismisses and why", cause="dismissal.no_reason")
    chosen = Selector(store).failures(selection)
    if not chosen:
        raise Refused("no failure fits; nothing is dismissed", cause="dismissal.nothing")
    with store.unit() as unit:
        store_arrivals(unit, blobs, _messages(store, chosen, by=by, reason=reason, at=unit.now.isoformat()))
        on = f"{len(chosen)} failures: {_named(chosen)}"
        note(unit, Noted(by=by, what="failure.dismissed", on=on, why=reason, change="failing -> dismissed"))
    return len(chosen)


def _named(chosen: Sequence[Chosen]) -> str:
    places = [f"{one.partition}/{one.number}/{one.ordinal}" for one in chosen[:NAMED_MAX]]
    return ", ".join(places) + (" …" if len(chosen) > NAMED_MAX else "")


def _messages(store: Store, chosen: Sequence[Chosen], *, by: str, reason: str, at: str) -> list[Arriving]:
    by_stream: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for one in chosen:
        arrival = store.arrival(one.partition, one.number)
        if arrival is not None:
            place = Place(one.partition, one.number, one.ordinal)
            by_stream[arrival.partner, arrival.site].append(place)
    return [
        internal(
            "failure.dismissed.v1",
            FailureDismissed(places=tuple(places[start : start + A_MESSAGE_MAX]), by=by, reason=reason),
            partner=partner,
            site=site,
            key=f"dismissed {at} {start}",
        )
        for (partner, site), places in sorted(by_stream.items())
        for start in range(0, len(places), A_MESSAGE_MAX)
    ]
