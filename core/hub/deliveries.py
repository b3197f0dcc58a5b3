"""Deliveries at a partner's door: kept once, answered the same again; a key with other bytes is refused."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from core.hub.arrivals import Arriving
from core.hub.collisions import again_on_collision
from core.hub.identities import Seen, delivery_identity
from core.hub.intake import store_arrivals
from core.hub.notices import Noticed, notice
from core.hub.ports import Blobs, Store, Unit
from core.hub.run_spans import taken
from core.hub.spans import UNTOLD, Spans
from core.kernel.errors import Refused
from core.kernel.steps import step


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner's machine hands in: key answers a repeat, payload is kept unchanged.

    blob, size: instead of a payload, where it is a blob already.
    trace, parent: as the caller said it, or as the door began it, and the door's own span.
    """

    partner: str
    door: str
    key: str
    source: str
    site: str
    name: str
    media: str
    payload: bytes = b""
    blob: str = ""
    size: int = 0
    facts: dict[str, str] = {}
    seen_at: datetime | None = None
    trace: bytes = b""
    parent: bytes = b""

    @property
    def sha256(self) -> bytes:
        return bytes.fromhex(self.blob) if self.blob else sha256(self.payload).digest()


class Kept(msgspec.Struct, frozen=True):
    """Where the delivery stands, and whether it had been kept before."""

    partition: int
    number: int
    again: bool


class DeliveryConflict(Refused):
    """The key was used before with another payload (T20): nothing is taken, somebody is told."""


def keep_delivery(store: Store, blobs: Blobs, delivery: Delivery, spans: Spans = UNTOLD) -> Kept:
    """Commits the delivery and says where it stands. Raises DeliveryConflict, Unavailable."""
    began = spans.moment()
    kept = again_on_collision(lambda: _keep(store, blobs, delivery), what=f"delivery {delivery.key!r}")
    step("delivery.committed")
    if isinstance(kept, Kept) and not kept.again and spans.wants(delivery.trace):
        arrival = store.arrival(kept.partition, kept.number)
        taken(spans, began, [(_arriving(delivery), arrival)] if arrival is not None else [])
    if isinstance(kept, Noticed):
        raise DeliveryConflict(
            f"{kept.text}; send the new content under a new key", cause="delivery.conflict", place=kept.object
        )
    return kept


def _keep(store: Store, blobs: Blobs, delivery: Delivery) -> Kept | Noticed:
    with store.unit() as unit:
        kept = keep_in(unit, blobs, delivery)
        step("delivery.stored")
    return kept


def keep_in(unit: Unit, blobs: Blobs, delivery: Delivery) -> Kept | Noticed:
    """Keeps it in a unit of work that has more to keep; Noticed: the key is known with another payload."""
    content = delivery.sha256
    identity = delivery_identity(delivery.partner, delivery.door, delivery.key)
    seen = unit.shelf(Seen).get(identity)
    if seen is None:
        return _first(unit, blobs, delivery, identity)
    if seen.content == content:
        return Kept(seen.partition, seen.number, True)
    conflict = _conflict(delivery, seen, content)
    store_arrivals(unit, blobs, [notice(delivery.partner, conflict)])
    return conflict


def _first(unit: Unit, blobs: Blobs, delivery: Delivery, identity: bytes) -> Kept:
    [arrival] = store_arrivals(unit, blobs, [_arriving(delivery)])
    unit.shelf(Seen).add(
        Seen(
            identity=identity,
            kind="delivery",
            content=arrival.sha256,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=-1,
            effect=False,
        )
    )
    return Kept(arrival.partition, arrival.number, False)


def _conflict(delivery: Delivery, seen: Seen, content: bytes) -> Noticed:
    return Noticed(
        what="delivery_conflict",
        object=f"{delivery.partner}/{delivery.door}/{delivery.key}",
        text=f"key {delivery.key!r} was used at {seen.partition}/{seen.number} with another payload",
        site=delivery.site,
        detail={"sha256": content.hex()},
    )


def _arriving(delivery: Delivery) -> Arriving:
    return Arriving(
        partner=delivery.partner,
        source=delivery.source,
        site=delivery.site,
        door=delivery.door,
        delivery=f"{delivery.partner}/{delivery.door}/{delivery.key}",
        name=delivery.name,
        media=delivery.media,
        facts=delivery.facts,
        payload=delivery.payload,
        blob=delivery.blob,
        size=delivery.size,
        sha256=delivery.sha256,
        seen_at=delivery.seen_at,
        trace=delivery.trace,
        parent=delivery.parent,
    )
