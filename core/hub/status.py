"""How an arrival stands now: the answer a status address gives, and a door that was asked to wait."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.months import gone_with
from core.hub.ports import Store

ROWS_MAX = 1000
State = Literal["taken", "waiting", "done", "noted", "refused", "unreadable", "conflict", "parked", "let_go"]
FINAL = ("done", "noted", "refused", "unreadable", "conflict", "let_go")


class DocumentStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One canonical document of the arrival and how it ended."""

    message_id: str
    type: str
    key: str
    outcome: str
    reason: str
    linked: str


class FaultStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One failure: what is wrong, where, and what happens next."""

    cause: str
    place: str
    text: str
    state: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The present outcome of an arrival; the worst of its parts stands for the whole.

    text: of one that was let go after its time (`let_go`), since when it is gone.
    """

    id: str
    state: State
    documents: list[DocumentStatus]
    faults: list[FaultStatus]
    text: str = ""


_ORDER: tuple[State, ...] = ("conflict", "unreadable", "refused", "parked", "waiting")


def status_of(store: Store, partition: int, number: int) -> Status | None:
    """How the arrival stands, or None if there never was such an arrival."""
    arrival = store.arrival(partition, number)
    return _let_go(store, partition, number) if arrival is None else status_of_arrival(store, arrival)


def status_of_arrival(store: Store, arrival: Arrival) -> Status:
    """The same of one that is at hand."""
    partition, number = arrival.partition, arrival.number
    rows = store.rows(StoredDocument, limit=ROWS_MAX, partition=partition, number=number)
    failing = store.rows(Failure, limit=ROWS_MAX, partition=partition, number=number)
    bad = [row for row in failing if row.state not in (failures.MENDED, failures.DISMISSED)]
    outside = [row for row in rows if row.cause == -1]
    return Status(
        id=f"{partition}/{number}",
        state=_state(outside, bad),
        documents=[
            DocumentStatus(
                message_id=str(row.message_id),
                type=row.type,
                key=row.key,
                outcome=row.outcome,
                reason=row.reason,
                linked=row.linked,
            )
            for row in outside
        ],
        faults=[FaultStatus(cause=row.cause, place=row.place, text=row.text, state=row.state) for row in bad],
    )


def _let_go(store: Store, partition: int, number: int) -> Status | None:
    gone = gone_with(store, partition, number)
    if gone is None:
        return None
    return Status(id=f"{partition}/{number}", state="let_go", documents=[], faults=[], text=gone.text)


def _state(documents: list[StoredDocument], bad: list[Failure]) -> State:
    said = {_of_failure(row) for row in bad} | {row.outcome for row in documents}
    for state in _ORDER:
        if state in said:
            return state
    if not documents:
        return "taken"
    return "done" if any(row.outcome == "done" for row in documents) else "noted"


def _of_failure(row: Failure) -> str:
    if row.state == failures.PARKED:
        return "parked"
    if row.outcome == "unavailable":
        return "waiting" if row.state == failures.WAITING else "unreadable"
    return row.outcome
