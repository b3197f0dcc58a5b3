"""Dead letters: what was not possible is kept with its reason, and mended by another try or a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.hub import failures
from core.hub.arrivals import Arrival
from core.hub.certainty import make_certain, mark_uncertain, unpark
from core.hub.failures import Failure, Uncertain
from core.hub.message import Message
from core.hub.ports import Unit
from core.hub.retries import Retries
from core.kernel.errors import HubError, Refused, Unavailable


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """What failed: an arrival (ordinal -1) or one of its documents, at which station, by which mapping."""

    arrival: Arrival
    ordinal: int
    station: str
    mapping: str
    message: Message | None = None

    @property
    def whole(self) -> str:
        """The place of what is wrong with all of it."""
        return f"{self.message.type} {self.message.key}" if self.message else self.arrival.name

    @property
    def origin(self) -> str:
        return f"{self.arrival.partition}/{self.arrival.number}/{self.ordinal}"


class DeadLetters:
    """Keeps and mends failures inside one unit of work."""

    def __init__(self, unit: Unit, retries: Retries) -> None:
        self._unit = unit
        self._retries = retries
        self._shelf = unit.shelf(Failure)

    def keep(self, failed: Failed, error: HubError, *, scopes: Sequence[str], conflict: bool = False) -> None:
        """Keeps the failure; a retry gets its time, what may be missing makes its scopes uncertain."""
        arrival = failed.arrival
        before = self._shelf.get(arrival.partition, arrival.number, failed.ordinal)
        tries = (before.tries if before else 0) + 1
        parked = error.cause == "parked.uncertain"
        due = self._due(error, tries, failed.origin, parked=parked)
        state = failures.PARKED if parked else failures.WAITING if due else failures.OPEN
        message_type = failed.message.type if failed.message else ""
        self._shelf.put(
            Failure(
                partition=arrival.partition,
                number=arrival.number,
                ordinal=failed.ordinal,
                state=state,
                station=failed.station,
                outcome="conflict" if conflict else _outcome(error),
                cause=error.cause,
                place=error.place or failed.whole,
                text=error.text,
                partner=arrival.partner,
                source=arrival.source,
                mapping=failed.mapping,
                tries=tries,
                first_at=before.first_at if before else self._unit.now,
                last_at=self._unit.now,
                due_at=due,
                message_type=message_type,
            )
        )
        if not isinstance(error, Refused) and not parked:
            mark_uncertain(self._unit, failed.origin, scopes, error.text[:200])

    def _due(self, error: HubError, tries: int, name: str, *, parked: bool) -> datetime | None:
        if not isinstance(error, Unavailable) or parked:
            return None
        return self._retries.next_try(tries, self._unit.now, name)

    def mend(self, arrival: Arrival, ordinal: int) -> None:
        """The message got through: its failure, if it had one, is history, and what it blocked goes on."""
        failure = self._shelf.get(arrival.partition, arrival.number, ordinal)
        if failure is None or failure.state in (failures.MENDED, failures.DISMISSED):
            return
        mended = msgspec.structs.replace(failure, state=failures.MENDED, due_at=None, last_at=self._unit.now)
        self._shelf.put(mended)
        scopes = make_certain(self._unit, f"{arrival.partition}/{arrival.number}/{ordinal}")
        unpark(self._shelf, self._unit.shelf(Uncertain), scopes, due_at=self._unit.now)

    def wait_no_more(self, arrival: Arrival) -> None:
        """The arrival as a whole failed: its documents wait with it, or they would be due for ever."""
        for row in self._shelf.find(partition=arrival.partition, number=arrival.number):
            if row.ordinal >= 0 and row.state == failures.WAITING:
                waits = msgspec.structs.replace(row, state=failures.OPEN, due_at=None)
                # It was a try too: a plan waits for the end of what it handed on.
                self._shelf.put(msgspec.structs.replace(waits, tries=row.tries + 1, last_at=self._unit.now))

    def vanished(self, arrival: Arrival, ordinal: int) -> None:
        """A document that failed and is not read from its arrival any more: a person decides about it."""
        row = self._shelf.get(arrival.partition, arrival.number, ordinal)
        cause = f"retry.vanished@{row.message_type}" if row else ""
        if row is None or row.cause == cause:
            return
        text = (
            "the mapping of today does not read this document any more; dismiss it, or mend the mapping and"
            f" retry (it was: {row.text})"
        )
        put = msgspec.structs.replace(row, state=failures.OPEN, outcome="unreadable", cause=cause, text=text)
        self._shelf.put(
            msgspec.structs.replace(put, tries=row.tries + 1, last_at=self._unit.now, due_at=None)
        )

    def still_open(self, partition: int, number: int, ordinal: int) -> Failure | None:
        """The failure of this document, if it was neither mended nor dismissed."""
        failure = self._shelf.get(partition, number, ordinal)
        over = failure is None or failure.state in (failures.MENDED, failures.DISMISSED)
        return None if over else failure

    def dismissed(self, partition: int, number: int, ordinal: int) -> Failure | None:
        """The failure of this document, if a person dismissed it."""
        failure = self._shelf.get(partition, number, ordinal)
        return failure if failure is not None and failure.state == failures.DISMISSED else None

    def open_ordinals(self, arrival: Arrival) -> set[int]:
        """Which of the arrival's documents still fail; -1 stands for the arrival as a whole."""
        rows = self._shelf.find(partition=arrival.partition, number=arrival.number)
        return {row.ordinal for row in rows if row.state not in (failures.MENDED, failures.DISMISSED)}


def _outcome(error: HubError) -> str:
    return type(error).__name__.lower()
