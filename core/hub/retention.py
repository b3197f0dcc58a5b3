"""Retention: what may go after its time goes, so many rows a turn; what guards effects stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from core.hub import timetable
from core.hub.arrivals import Arrival, Stream
from core.hub.contracts import Contract, Partner
from core.hub.endpoints import Queues
from core.hub.outbox import Attempt, Outgoing
from core.hub.ports import Library, Store, Unit
from core.hub.records import Record
from core.hub.timetable import JobRun

ROWS_A_TURN = 1000
STREAMS_MAX = 100_000
SENT_DAYS = 90
RUNS_DAYS = 30
# Nothing is forgotten before this, whatever a contract says.
RETENTION_DAYS_MIN = 30


class Retained(Record, frozen=True, kw_only=True):
    """How far the raw bytes of a partition are forgotten: all up to this number."""

    TABLE: ClassVar[str] = "hub_retained"
    KEY: ClassVar[tuple[str, ...]] = ("partition",)

    partition: int
    number: int


class Retention:
    """Forgets raw bytes after the partner's retention, and the traces of what left long ago."""

    def __init__(self, store: Store, library: Library, queues: Queues) -> None:
        self._store = store
        self._library = library
        self._queues = queues

    def keep(self, at: datetime) -> dict[str, int]:
        """One turn; how many of each were forgotten."""
        return {
            "bodies": sum(self._forget_bodies(stream, at) for stream in self._streams()),
            "sends": self._forget_sends(at - timedelta(days=SENT_DAYS)),
            "runs": self._forget_runs(at - timedelta(days=RUNS_DAYS)),
        }

    def _streams(self) -> list[Stream]:
        return self._store.rows(Stream, limit=STREAMS_MAX)

    def _forget_bodies(self, stream: Stream, at: datetime) -> int:
        """The row stays, with its hash and size: that and when it came is never forgotten."""
        contract = self._contract(stream.partner)
        if contract is None:
            return 0
        border = at - timedelta(days=max(contract.retention_days, RETENTION_DAYS_MIN))
        with self._store.unit() as unit:
            kept = unit.shelf(Retained).get(stream.partition)
            after = kept.number if kept is not None else 0
            old = []
            for arrival in self._store.run(stream.partition, after, ROWS_A_TURN):
                if arrival.received_at > border:
                    break
                old.append(arrival)
            self._cut(unit, stream.partition, old)
        return len(old)

    def _cut(self, unit: Unit, partition: int, old: list[Arrival]) -> None:
        for arrival in old:
            unit.shelf(Arrival).put(msgspec.structs.replace(arrival, body=None, blob=""))
        if old:
            unit.shelf(Retained).put(Retained(partition=partition, number=old[-1].number))

    def _contract(self, partner: str) -> Contract | None:
        row = self._store.get(Partner, partner)
        return self._library.contract(row.contract) if row is not None else None

    def _forget_sends(self, border: datetime) -> int:
        """Sends that arrived, with their attempts; what is open, in doubt or given up stays."""
        old = self._queues.sent_before(border, limit=ROWS_A_TURN)
        with self._store.unit() as unit:
            for row in old:
                for attempt in unit.shelf(Attempt).find(send_id=row.send_id):
                    unit.shelf(Attempt).remove(attempt.send_id, attempt.attempt)
                unit.shelf(Outgoing).remove(row.send_id)
        return len(old)

    def _forget_runs(self, border: datetime) -> int:
        """Ended runs of jobs whose every slot counts; the newest slot stands in the job's own row."""
        with self._store.unit() as unit:
            shelf = unit.shelf(JobRun)
            ended = [run for run in shelf.find() if run.state in (timetable.DONE, timetable.SKIPPED)]
            old = [run for run in ended if run.begun_at < border][:ROWS_A_TURN]
            for run in old:
                shelf.remove(run.job, run.slot)
        return len(old)


def is_forgotten(arrival: Arrival) -> bool:
    """Its raw bytes are gone; only that it came, when and with which hash is still known."""
    return arrival.size > 0 and arrival.body is None and not arrival.blob
