"""A partner's stored history through the mapping in force and through a new one, message by message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from core import catalogue
from core.hub.arrivals import Arrival, Stream
from core.hub.contracts import Contract, Feed
from core.hub.diff_counts import MappingDiff, count_changes, count_refusal, count_sums
from core.hub.mapping import Facts, Mapping, Reading
from core.hub.node import Node
from core.hub.normalize import Normalizer
from core.hub.personal import masked
from core.hub.ports import Library, Store
from core.hub.profiles import Profile, singly
from core.kernel.errors import FAULTS, HubError, Unreadable

PAGE = 500
STREAMS_MAX = 100_000
# The partition of a place, and the last number that was given there.
Taken = Callable[[int], int]
_FACTS = msgspec.json.Decoder(dict[str, str])


class Sides(NamedTuple):
    """The contract in force, the name of the mapping it names, and the new one in its place."""

    contract: Contract
    name: str
    new: Mapping

    @property
    def old(self) -> str:
        return self.contract.mappings[self.name]


class Made(NamedTuple):
    """A document as one mapping makes it."""

    type: str
    number: str
    revision: str
    body: catalogue.Document


_NOTHING = Made("", "", "", catalogue.Document())
REVISION = "(revision)"


class Side(NamedTuple):
    """What one mapping makes of a message: documents, and (code, text) of what it refuses by its place."""

    documents: list[Made]
    refused: dict[str, tuple[str, str]]


class Comparing:
    """Goes through the history once; after each page it can be stopped, kept and gone on with."""

    def __init__(self, store: Store, normalizer: Normalizer, library: Library, sides: Sides) -> None:
        self._store = store
        self._normalizer = normalizer
        self._library = library
        self._sides = sides
        self._old = library.mapping(sides.old)
        self._personal = frozenset((*self._old.hiding.personal, *sides.new.hiding.personal))

    def run(self, found: MappingDiff, taken: Taken) -> Iterator[MappingDiff]:
        """Goes on from where `found` is; it after every page, at last with `ended`."""
        streams = self._store.rows(Stream, limit=STREAMS_MAX, partner=found.partner)
        for partition in sorted({stream.partition for stream in streams}):
            after = found.places.get(str(partition))
            if after is None:
                after = self._first(partition, taken(partition), found.since) - 1
            while page := self._store.run(partition, after, PAGE):
                after = page[-1].number
                for arrival in page:
                    wanted = arrival.partner == found.partner and arrival.kind == "document"
                    if wanted and found.since <= arrival.received_at < found.until:
                        self._compare(found, arrival)
                found.places[str(partition)] = after
                yield found
                if page[-1].received_at >= found.until:
                    break
        found.ended = True
        yield found

    def _first(self, partition: int, last: int, since: datetime) -> int:
        """The first number that arrived since then: numbers go up with time. What was let go is before it."""
        low, high = 1, last + 1
        while low < high:
            middle = (low + high) // 2
            arrival = self._store.arrival(partition, middle)
            if arrival is None or arrival.received_at < since:
                low = middle + 1
            else:
                high = middle
        return low

    def _compare(self, found: MappingDiff, arrival: Arrival) -> None:
        """One message of this mapping's; of another's only that there was one."""
        sides = self._sides
        feed = next((feed for feed in sides.contract.feeds if feed.source == arrival.source), None)
        if feed is None or all(rule.mapping != sides.name for rule in feed.rules):
            found.other += 1
            return
        at = f"{arrival.partition}/{arrival.number}"
        try:
            known = self._normalizer.understand(arrival, sides.contract)
        except HubError as failure:
            found.looked += 1
            self._judge(found, _failed(failure), self._by_new(arrival, feed), at)
            return
        if known.hash != sides.old:
            found.other += 1
            return
        found.looked += 1
        if sides.new.read_as != self._old.read_as:
            self._judge(
                found,
                _side(_read(self._old, known.tree, known.facts, known.singly)),
                self._by_new(arrival, feed),
                at,
            )
            return
        before, after = (
            _read(self._old, known.tree, known.facts, known.singly),
            _read(sides.new, known.tree, known.facts, known.singly),
        )
        if before == after and isinstance(before, Reading):
            # What the catalogue says of the one it says of the other.
            found.same += 1
            return
        self._judge(found, _side(before), _side(after), at)

    def _by_new(self, arrival: Arrival, feed: Feed) -> Side:
        """By the new mapping's own reader, told what the feed's profile says."""
        new = self._sides.new
        try:
            profile = Profile(feed, new, self._library.reader(new.format))
            tree, _ = profile.read(self._normalizer.payload(arrival))
            facts = Facts(
                issuer=arrival.partner,
                source=arrival.source,
                site=arrival.site,
                zone=self._sides.contract.zone(arrival.site),
                name=arrival.name,
                facts=_FACTS.decode(arrival.facts),
            )
        except HubError as failure:
            return _failed(failure)
        return _side(_read(new, tree, facts, singly(feed)))

    def _judge(self, found: MappingDiff, before: Side, after: Side, at: str) -> None:
        """Documents of one type and number are one; what is left over on a side is gone or added."""
        for place, (code, text) in after.refused.items():
            if place not in before.refused:
                count_refusal(found.newly_refused, code, f"{at} {place}", text)
        for place, (code, text) in before.refused.items():
            if place not in after.refused:
                count_refusal(found.newly_accepted, code, f"{at} {place}", text)
        if before.documents == after.documents:
            found.same += bool(before.documents)
            found.refused_by_both += not before.documents and before.refused.keys() == after.refused.keys()
            return
        found.changed += 1
        left = _by_number(before.documents)
        for key, one in _by_number(after.documents).items():
            other = left.pop(key, None)
            found.added += other is None
            if other is None or other != one:
                self._count(found, other, one, at)
        found.gone += len(left)
        for one in left.values():
            self._count(found, one, None, at)

    def _count(self, found: MappingDiff, before: Made | None, after: Made | None, at: str) -> None:
        """Fields, where both make the document; money and goods of what either says."""
        type_name = (before or after or _NOTHING).type
        sides = [self._plain(one) for one in (before, after)]
        if before is not None and after is not None:
            count_changes(found, type_name, (sides[0], sides[1]), at)
            if before.body == after.body:
                count_changes(found, type_name, ({REVISION: before.revision}, {REVISION: after.revision}), at)
                return
        for body, is_after in zip(sides, (False, True), strict=True):
            if body:
                count_sums(found, type_name, body, after=is_after)

    def _plain(self, one: Made | None) -> Any:
        """As its canonical form has it; what is about persons is masked."""
        if one is None:
            return None
        body = msgspec.to_builtins(one.body)
        return masked(body, self._personal) if self._personal else body


def _by_number(documents: list[Made]) -> dict[tuple[str, str, int], Made]:
    """By type and number; of several of one number in their order."""
    found: dict[tuple[str, str, int], Made] = {}
    for one in documents:
        nth = 0
        while (one.type, one.number, nth) in found:
            nth += 1
        found[one.type, one.number, nth] = one
    return found


def _read(mapping: Mapping, tree: Node, facts: Facts, alone: bool | None) -> Reading | HubError:
    try:
        return mapping.read(tree, facts, singly=alone)
    except HubError as failure:
        return failure
    except FAULTS as fault:
        return Unreadable(f"the reading failed: {fault}", cause=f"normalize.fault@{type(fault).__name__}")


def _side(reading: Reading | HubError) -> Side:
    """The documents as the hub would keep them; what mapping or catalogue refuses, by its place."""
    if isinstance(reading, HubError):
        return _failed(reading)
    side = Side([], {})
    for problem in reading.problems:
        if problem.kind != "flag":
            side.refused[problem.place] = (problem.code, problem.text)
    for one in reading.documents:
        try:
            body = catalogue.read(one.type, one.body)
            side.documents.append(Made(one.type, one.number, one.revision, body))
        except HubError as failure:
            side.refused[f"{one.number} {failure.place}"] = (failure.cause, failure.text)
    return side


def _failed(failure: HubError) -> Side:
    """All of it: the place it names may differ from one mapping to the other, so none stands here."""
    return Side([], {"": (failure.cause, failure.text)})
