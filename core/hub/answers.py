"""What a partner handed in and how it stands, in the order it was taken in, for whoever keeps asking."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from core.hub.arrivals import Arrival, Stream
from core.hub.ports import Store
from core.hub.status import Status, status_of_arrival
from core.kernel.errors import Unreadable

STREAMS_MAX = 10_000
# Of one stream so many are looked at a time: publications and notices of our own stand among them.
LOOKED_MAX = 500
_PLACE = re.compile(r"([0-9]{1,15})\.([0-9]{1,15})")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was handed in: by which key and name, for which site, and how it stands now."""

    key: str
    name: str
    site: str
    status: Status


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them. next: to go on behind them; more: whether there are more already."""

    answers: list[Answer]
    next: str
    more: bool


def answers_after(store: Store, partner: str, after: str, *, limit: int) -> Answers:
    """What was taken up behind `after`, by whichever door it came. Unreadable if `after` is not of ours.

    One that waits or is parked comes as that, once: how it ended is asked by its id.
    """
    places = dict(_places(after))
    found: list[Answer] = []
    streams = store.rows(Stream, limit=STREAMS_MAX, partner=partner)
    for stream in sorted(streams, key=lambda one: one.partition):
        place = places.get(stream.partition, 0)
        while len(found) <= limit:
            run = _handled(store, stream.partition, place)
            if not run:
                break
            for arrival in run:
                answer = _answer(store, arrival)
                if answer is not None and len(found) == limit:
                    return Answers(answers=found, next=_cursor(places), more=True)
                found += [answer] if answer is not None else []
                place = places[stream.partition] = arrival.number
    return Answers(answers=found, next=_cursor(places), more=False)


def _handled(store: Store, partition: int, place: int) -> list[Arrival]:
    """The next that a unit of work has taken up."""
    reached = store.position(partition)
    return [one for one in store.run(partition, place, LOOKED_MAX) if one.number <= reached]


def _answer(store: Store, arrival: Arrival) -> Answer | None:
    if arrival.kind != "document":
        return None
    status = status_of_arrival(store, arrival)
    key = arrival.delivery.split("/", 2)[-1]
    return Answer(key=key, name=arrival.name, site=arrival.site, status=status)


def _cursor(places: Mapping[int, int]) -> str:
    return "-".join(f"{partition}.{number}" for partition, number in sorted(places.items()))


def _places(after: str) -> list[tuple[int, int]]:
    parts = [_PLACE.fullmatch(part) for part in after.split("-")] if after else []
    if len(parts) > STREAMS_MAX or not all(parts):
        raise Unreadable("after is none of our `next`; leave it out to begin anew", cause="answers.after")
    return [(int(part[1]), int(part[2])) for part in parts if part]
