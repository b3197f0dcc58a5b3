"""The one intake: arrivals get their numbers and are stored; nothing is understood here."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from core.hub.arrivals import INLINE_BYTES_MAX, Arrival, Arriving, ContractSwitch, Stream, month_of
from core.hub.contracts import Partner
from core.hub.ports import Blobs, Unit
from core.kernel.trace import made_trace

_FACTS = msgspec.json.Encoder(order="sorted")


def store_arrivals(unit: Unit, blobs: Blobs, arriving: Sequence[Arriving]) -> list[Arrival]:
    """Stores what arrived, in this order, each at the next number of its stream's partition."""
    by_stream: dict[str, list[int]] = {}
    for index, one in enumerate(arriving):
        by_stream.setdefault(one.stream, []).append(index)
    streams = unit.shelf(Stream)
    streams.warm([(name,) for name in by_stream])
    stored: list[Arrival | None] = [None] * len(arriving)
    for name in sorted(by_stream):
        indexes = by_stream[name]
        partition = (streams.get(name) or _open_stream(unit, arriving[indexes[0]])).partition
        first = unit.take_numbers(partition, len(indexes))
        for offset, index in enumerate(indexes):
            stored[index] = _store_one(unit, blobs, arriving[index], partition, first + offset)
    return [arrival for arrival in stored if arrival is not None]


def _store_one(unit: Unit, blobs: Blobs, one: Arriving, partition: int, number: int) -> Arrival:
    inline = not one.blob and len(one.payload) <= INLINE_BYTES_MAX
    arrival = Arrival(
        month=month_of(unit.now),
        partition=partition,
        number=number,
        kind=one.kind,
        partner=one.partner,
        source=one.source,
        site=one.site,
        door=one.door,
        delivery=one.delivery,
        name=one.name,
        media=one.media,
        facts=_FACTS.encode(one.facts),
        size=one.size if one.blob else len(one.payload),
        sha256=one.sha256 or sha256(one.payload).digest(),
        body=one.payload if inline else None,
        blob="" if inline else one.blob or blobs.put(one.payload),
        seen_at=one.seen_at,
        sent_at=one.sent_at,
        received_at=unit.now,
        late=one.late,
        trace=one.trace or made_trace(unit.now, one.delivery),
    )
    unit.shelf(Arrival).add(arrival)
    return arrival


def _open_stream(unit: Unit, one: Arriving) -> Stream:
    """A stream that speaks for the first time gets a partition, and the partner's present contract."""
    partition = unit.take_numbers(0, 1)
    stream = Stream(
        stream=one.stream, partition=partition, partner=one.partner, site=one.site, opened_at=unit.now
    )
    unit.shelf(Stream).add(stream)
    # Looked for before the number was taken, it may have been published between the two.
    partner = unit.shelf(Partner).look_again(one.partner)
    if partner is not None:
        switch = ContractSwitch(partition=partition, number=0, contract=partner.contract)
        unit.shelf(ContractSwitch).add(switch)
    return stream
