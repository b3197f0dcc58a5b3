"""Deliveries at a partner's door: kept once, answered the same again; a key with other bytes is refused."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from core.hub.arrivals import Arrival, Arriving, Stream
from core.hub.collisions import again_on_collision
from core.hub.identities import Seen, delivery_identity
from core.hub.intake import store_arrivals
from core.hub.notices import Noticed, notice
from core.hub.ports import Blobs, Store, Unit
from core.hub.run_spans import taken
from core.hub.spans import UNTOLD, Spans
from core.kernel.errors import Refused
from core.kernel.steps import step


class DeliveredPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a file that was cut: a blob, and the line of the file at which it begins."""

    blob: str
    size: int
    line: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner's machine hands in: key answers a repeat, payload is kept unchanged.

    blob, size: instead of a payload, where it is a blob already. parts: instead of both, whole: its hash.
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
    parts: tuple[DeliveredPart, ...] = ()
    whole: str = ""
    facts: dict[str, str] = {}
    seen_at: datetime | None = None
    trace: bytes = b""
    parent: bytes = b""

    @property
    def sha256(self) -> bytes:
        known = self.whole or self.blob
        return bytes.fromhex(known) if known else sha256(self.payload).digest()


class Kept(msgspec.Struct, frozen=True):
    """Where the delivery stands, and whether it had been kept before; last: of its parts, if it has any."""

    partition: int
    number: int
    again: bool
    last: int = 0


class DeliveryConflict(Refused):
    """The key was used before with another payload, source or site (T20): nothing is taken."""


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
            f"{kept.text}; send what is new under a new key", cause="delivery.conflict", place=kept.object
        )
    return kept


def _keep(store: Store, blobs: Blobs, delivery: Delivery) -> Kept | Noticed:
    with store.unit() as unit:
        kept = keep_in(unit, blobs, delivery)
        step("delivery.stored")
    return kept


def keep_in(unit: Unit, blobs: Blobs, delivery: Delivery) -> Kept | Noticed:
    """Keeps it in a unit of work that has more to keep; Noticed: the key is known for something else."""
    identity = delivery_identity(delivery.partner, delivery.door, delivery.key)
    seen = unit.shelf(Seen).get(identity)
    if seen is None:
        return _first(unit, blobs, delivery, identity)
    other = _other(unit, delivery, seen)
    if not other:
        return Kept(seen.partition, seen.number, True)
    conflict = _conflict(delivery, seen, other)
    store_arrivals(unit, blobs, [notice(delivery.partner, conflict)])
    return conflict


def _first(unit: Unit, blobs: Blobs, delivery: Delivery, identity: bytes) -> Kept:
    arrivals = store_arrivals(unit, blobs, _all_arriving(delivery))
    arrival = arrivals[0]
    unit.shelf(Seen).add(
        Seen(
            identity=identity,
            kind="delivery",
            content=delivery.sha256,
            partition=arrival.partition,
            number=arrival.number,
            ordinal=-1,
            effect=False,
        )
    )
    return Kept(arrival.partition, arrival.number, False, arrivals[-1].number if delivery.parts else 0)


def _other(unit: Unit, delivery: Delivery, seen: Seen) -> str:
    """What makes it no repeat of what was seen, "" if nothing does.

    The same bytes about another site say another thing: whoever sends them so did not mean to repeat.
    """
    if seen.content != delivery.sha256:
        return "with another payload"
    stream = unit.shelf(Stream).get(_arriving(delivery).stream)
    # Its month may have been let go: then its partition alone still knows, and that of its site.
    first = next(iter(unit.shelf(Arrival).find(limit=1, partition=seen.partition, number=seen.number)), None)
    if stream is None or stream.partition != seen.partition:
        return f"for site {first.site!r}" if first else "for another site"
    if first and first.source != delivery.source:
        return f"for source {first.source!r}"
    return ""


def _conflict(delivery: Delivery, seen: Seen, other: str) -> Noticed:
    return Noticed(
        what="delivery_conflict",
        object=f"{delivery.partner}/{delivery.door}/{delivery.key}",
        text=f"key {delivery.key!r} was used at {seen.partition}/{seen.number} {other}",
        site=delivery.site,
        detail={"sha256": delivery.sha256.hex()},
    )


def _all_arriving(delivery: Delivery) -> list[Arriving]:
    """The delivery, or each of its parts: the file is known by what every one of them says of it."""
    whole, many = _arriving(delivery), len(delivery.parts)
    file = {"file_sha256": delivery.whole, "file_bytes": str(delivery.size), "parts": str(many)}
    return [
        msgspec.structs.replace(
            whole,
            blob=part.blob,
            size=part.size,
            sha256=bytes.fromhex(part.blob),
            facts={**whole.facts, **file, "part": str(number), "line": str(part.line)},
        )
        for number, part in enumerate(delivery.parts, 1)
    ] or [whole]


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
