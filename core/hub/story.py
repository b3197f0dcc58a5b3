"""A message's whole way, station by station, read back from the store for operators, tests and reports."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from core.hub import failures, outbox
from core.hub.arrivals import Arrival, ContractSwitch
from core.hub.contracts import Artifact
from core.hub.documents import Effect, Handled, StoredDocument
from core.hub.failures import Failure
from core.hub.mapping.model import Problem
from core.hub.outbox import Attempt, Outgoing
from core.hub.ports import Store
from core.hub.views import State, state_of

DOCUMENTS_MAX = 200
EFFECTS_MAX = 1_000
SENDS_MAX = 200
ATTEMPTS_MAX = 50
SAME_MAX = 50
SWITCHES_MAX = 10_000
MONTH_MAX = 999_999

Name = Literal["seen", "sealed", "taken", "understood", "handled", "told"]
Light = Literal["good", "bad", "waiting", "none"]


class Station(NamedTuple):
    """One step of the way: when, how it ended there, and one line about it."""

    name: Name
    at: datetime | None
    light: Light
    text: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One message on its way out, with every try."""

    intent: Outgoing
    attempts: tuple[Attempt, ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One canonical document of the arrival with what came of it.

    same: other places of the same identity, (place, outcome): repeats, corrections, conflicts.
    """

    document: StoredDocument
    mapping: str
    run: Handled | None
    flags: tuple[Problem, ...]
    effects: tuple[Effect, ...]
    sends: tuple[Sent, ...]
    same: tuple[tuple[str, str], ...]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the hub knows of one arrival. more: it has more documents than are told here."""

    arrival: Arrival
    state: State
    contract: str
    stations: tuple[Station, ...]
    parts: tuple[Part, ...]
    failures: tuple[Failure, ...]
    more: bool

    @property
    def place(self) -> str:
        return f"{self.arrival.partition}/{self.arrival.number}"

    @property
    def open_failures(self) -> tuple[Failure, ...]:
        ended = (failures.MENDED, failures.DISMISSED)
        return tuple(one for one in self.failures if one.state not in ended)


def tell(store: Store, partition: int, number: int, *, handled: bool, also: int = 0) -> Story | None:
    """The story of the arrival at this place, or None.

    handled: the partition's position is past it. also: a document told even if it stands far behind.
    """
    arrival = store.arrival(partition, number)
    if arrival is None:
        return None
    documents = store.rows(StoredDocument, limit=DOCUMENTS_MAX + 1, partition=partition, number=number)
    failing = tuple(store.rows(Failure, limit=DOCUMENTS_MAX, partition=partition, number=number))
    shown = documents[:DOCUMENTS_MAX] + _far_behind(store, partition, number, also)
    parts = _Parts(store, arrival).of(shown)
    state = state_of(
        {one.outcome for one in documents if one.cause == -1},
        [(one.state, one.outcome) for one in failing],
        handled=handled,
    )
    return Story(
        arrival=arrival,
        state=state,
        contract=_contract_at(store, arrival),
        stations=_stations(arrival, state, parts, failing),
        parts=parts,
        failures=failing,
        more=len(documents) > DOCUMENTS_MAX,
    )


def _far_behind(store: Store, partition: int, number: int, ordinal: int) -> list[StoredDocument]:
    if ordinal < DOCUMENTS_MAX:
        return []
    # A document's key ends with its month, and none is as late as this.
    after = (partition, number, ordinal - 1, MONTH_MAX)
    rows = store.rows(StoredDocument, limit=1, after=after, partition=partition, number=number)
    return [row for row in rows if row.ordinal == ordinal]


class _Parts:
    """Gathers what belongs to each document, one question a table."""

    def __init__(self, store: Store, arrival: Arrival) -> None:
        self._store = store
        self._place = (arrival.partition, arrival.number)
        here: dict[str, Any] = {"partition": arrival.partition, "number": arrival.number}
        self._effects: dict[int, list[Effect]] = defaultdict(list)
        for effect in store.rows(Effect, limit=EFFECTS_MAX, **here):
            self._effects[effect.ordinal].append(effect)
        self._sends: dict[int, list[Sent]] = defaultdict(list)
        for intent in sorted(store.rows(Outgoing, limit=SENDS_MAX, **here), key=lambda one: one.place):
            attempts = store.rows(Attempt, limit=ATTEMPTS_MAX, send_id=intent.send_id)
            self._sends[intent.ordinal].append(Sent(intent=intent, attempts=tuple(attempts)))
        self._runs: dict[int, Handled | None] = {}
        self._names: dict[str, str] = {}

    def of(self, documents: list[StoredDocument]) -> tuple[Part, ...]:
        return tuple(self._part(document) for document in documents)

    def _part(self, document: StoredDocument) -> Part:
        return Part(
            document=document,
            mapping=self._name(document.mapping),
            run=self._run(document.handled),
            flags=msgspec.json.decode(document.flags, type=tuple[Problem, ...]) if document.flags else (),
            effects=tuple(self._effects[document.ordinal]),
            sends=tuple(self._sends[document.ordinal]),
            same=self._same(document) if document.cause == -1 else (),
        )

    def _name(self, hash_: str) -> str:
        if hash_ and hash_ not in self._names:
            artifact = self._store.get(Artifact, hash_)
            self._names[hash_] = artifact.name if artifact else ""
        return self._names.get(hash_, "")

    def _run(self, handled: int) -> Handled | None:
        if handled not in self._runs:
            self._runs[handled] = next(iter(self._store.rows(Handled, limit=1, handled=handled)), None)
        return self._runs[handled]

    def _same(self, document: StoredDocument) -> tuple[tuple[str, str], ...]:
        rows = self._store.rows(StoredDocument, limit=SAME_MAX, message_id=document.message_id)
        return tuple(
            (f"{row.partition}/{row.number}/{row.ordinal}", row.outcome)
            for row in rows
            if (row.partition, row.number) != self._place
        )


def _contract_at(store: Store, arrival: Arrival) -> str:
    switches = store.rows(ContractSwitch, limit=SWITCHES_MAX, partition=arrival.partition)
    return next((one.contract for one in reversed(switches) if one.number <= arrival.number), "")


def _stations(
    arrival: Arrival, state: State, parts: tuple[Part, ...], failing: tuple[Failure, ...]
) -> tuple[Station, ...]:
    seen = Station("seen", arrival.seen_at, "good" if arrival.seen_at else "none", arrival.source)
    sealed = Station("sealed", arrival.sent_at, "good" if arrival.sent_at else "none", arrival.delivery)
    text = f"{arrival.door}: {arrival.size} bytes as {arrival.name or 'unnamed'}"
    taken = Station("taken", arrival.received_at, "good", text)
    return (
        seen,
        sealed,
        taken,
        _understood(state, parts, failing),
        _handled(state, parts, failing),
        _told(parts),
    )


def _understood(state: State, parts: tuple[Part, ...], failing: tuple[Failure, ...]) -> Station:
    bad = [one for one in failing if one.station == "normalize" and one.state != failures.MENDED]
    if bad:
        return Station("understood", bad[0].last_at, "bad", bad[0].text)
    outside = [part for part in parts if part.document.cause == -1]
    if not outside:
        waits = state == "taken"
        return Station(
            "understood", None, "waiting" if waits else "none", "" if waits else "no document in it"
        )
    first = outside[0]
    by = f" by {first.mapping}" if first.mapping else ""
    return Station("understood", _at(first), "good", f"{len(outside)} × {first.document.type}{by}")


def _handled(state: State, parts: tuple[Part, ...], failing: tuple[Failure, ...]) -> Station:
    bad = [one for one in failing if one.station != "normalize" and one.state != failures.MENDED]
    if bad:
        light: Light = "waiting" if bad[0].state in (failures.WAITING, failures.PARKED) else "bad"
        return Station("handled", bad[0].last_at, light, bad[0].text)
    done = [part for part in parts if part.document.cause == -1]
    if not done:
        return Station("handled", None, "waiting" if state == "taken" else "none", "")
    effects = sum(len(part.effects) for part in parts)
    reason = done[0].document.reason
    return Station("handled", _at(done[-1]), "good", reason or f"{effects} effects booked")


def _told(parts: tuple[Part, ...]) -> Station:
    sends = [sent for part in parts for sent in part.sends]
    if not sends:
        return Station("told", None, "none", "")
    states = {sent.intent.state for sent in sends}
    light: Light = "good"
    if states & {outbox.IN_DOUBT, outbox.GIVEN_UP}:
        light = "bad"
    elif outbox.WAITING in states:
        light = "waiting"
    ends = [attempt.done_at for sent in sends for attempt in sent.attempts if attempt.done_at]
    confirmed = sum(sent.intent.state == outbox.SENT for sent in sends)
    return Station("told", max(ends, default=None), light, f"{confirmed} of {len(sends)} confirmed")


def _at(part: Part) -> datetime | None:
    return part.run.at if part.run else None
