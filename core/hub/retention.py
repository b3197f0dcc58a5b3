"""Retention: what may go after its time goes, so many rows a turn; what guards effects stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import ClassVar

import msgspec

from core.hub import collected, timetable
from core.hub.arrivals import Arrival, Stream
from core.hub.contracts import Partner
from core.hub.endpoints import Queues
from core.hub.outbox import Attempt, Outgoing
from core.hub.ports import Library, Store, Unit
from core.hub.records import Record
from core.hub.timetable import JobRun

# The timed job that lets go, by the name that its runs bear.
JOB = "keep_retention"
ROWS_A_TURN = 1000
# A preview counts no further than this, of each stream and of each kind of trace.
PREVIEW_MAX = 10_000
PARTNERS_MAX = 10_000
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


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """How long a partner's raw bytes are kept: what its contract says, and never less than the least."""

    partner: str
    said_days: int

    @property
    def days(self) -> int:
        return max(self.said_days, RETENTION_DAYS_MIN)


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """Raw bytes that would go now: of which stream, how many messages and bytes, the oldest and the newest.

    more: there are still more than were counted.
    """

    partner: str
    site: str
    messages: int
    size: int
    first_at: datetime
    last_at: datetime
    more: bool


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """Sends that arrived long ago and runs of jobs that would go now; each count stops at PREVIEW_MAX."""

    sends: int
    runs: int


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

    def rules(self) -> list[Rule]:
        """The rule of each published partner."""
        partners = self._store.rows(Partner, limit=PARTNERS_MAX)
        contracts = [self._library.contract(row.contract) for row in partners]
        return [Rule(partner=one.partner, said_days=one.retention_days) for one in contracts]

    def preview(self, at: datetime) -> list[Going]:
        """The raw bytes that turns at this moment would forget; nothing is changed."""
        found = [self._going(stream, at) for stream in self._streams()]
        return [going for going in found if going is not None]

    def traces(self, at: datetime) -> Traces:
        """The sends and runs that they would."""
        sends = self._queues.sent_before(at - timedelta(days=SENT_DAYS), limit=PREVIEW_MAX)
        runs = _old_runs(self._store.rows(JobRun, limit=timetable.RUNS_MAX), at - timedelta(days=RUNS_DAYS))
        return Traces(sends=len(sends), runs=len(runs[:PREVIEW_MAX]))

    def _going(self, stream: Stream, at: datetime) -> Going | None:
        border = self._border(stream, at)
        kept = self._store.get(Retained, stream.partition)
        after = kept.number if kept is not None else 0
        old: list[Arrival] = []
        while border is not None and len(old) < PREVIEW_MAX:
            page = self._old(stream, after, border)
            # Of each only its size and its time are counted; the bytes need not be held.
            old += [msgspec.structs.replace(arrival, body=None) for arrival in page]
            if len(page) < ROWS_A_TURN:
                break
            after = page[-1].number
        if not old:
            return None
        return Going(
            partner=stream.partner,
            site=stream.site,
            messages=len(old),
            size=sum(arrival.size for arrival in old),
            first_at=old[0].received_at,
            last_at=old[-1].received_at,
            more=len(old) >= PREVIEW_MAX,
        )

    def _border(self, stream: Stream, at: datetime) -> datetime | None:
        """What came before it may go; None where no contract says so."""
        row = self._store.get(Partner, stream.partner)
        if row is None:
            return None
        said = self._library.contract(row.contract).retention_days
        return at - timedelta(days=Rule(partner=stream.partner, said_days=said).days)

    def _old(self, stream: Stream, after: int, border: datetime) -> list[Arrival]:
        """The next arrivals of the stream from before the border, at most a turn's.

        What nobody has handled yet, because its partition was stopped for so long, is not read yet either.
        """
        run = self._store.run(stream.partition, after, ROWS_A_TURN)
        handled = self._store.position(stream.partition)
        return list(takewhile(lambda one: one.received_at <= border and one.number <= handled, run))

    def _streams(self) -> list[Stream]:
        return self._store.rows(Stream, limit=STREAMS_MAX)

    def _forget_bodies(self, stream: Stream, at: datetime) -> int:
        """The row stays, with its hash and size: that and when it came is never forgotten."""
        border = self._border(stream, at)
        if border is None:
            return 0
        with self._store.unit() as unit:
            kept = unit.shelf(Retained).get(stream.partition)
            after = kept.number if kept is not None else 0
            old = self._old(stream, after, border)
            self._cut(unit, stream.partition, old)
        return len(old)

    def _cut(self, unit: Unit, partition: int, old: list[Arrival]) -> None:
        for arrival in old:
            unit.shelf(Arrival).put(msgspec.structs.replace(arrival, body=None, blob=""))
        if old:
            unit.shelf(Retained).put(Retained(partition=partition, number=old[-1].number))

    def _forget_sends(self, border: datetime) -> int:
        """Sends that arrived, with their attempts; what is open, in doubt or given up stays."""
        old = self._queues.sent_before(border, limit=ROWS_A_TURN)
        with self._store.unit() as unit:
            for row in old:
                for attempt in unit.shelf(Attempt).find(send_id=row.send_id):
                    unit.shelf(Attempt).remove(attempt.send_id, attempt.attempt)
                collected.let_go(unit, row.send_id)
                unit.shelf(Outgoing).remove(row.send_id)
        return len(old)

    def _forget_runs(self, border: datetime) -> int:
        """Ended runs of jobs whose every slot counts; the newest slot stands in the job's own row."""
        with self._store.unit() as unit:
            shelf = unit.shelf(JobRun)
            old = _old_runs(shelf.find(), border)[:ROWS_A_TURN]
            for run in old:
                shelf.remove(run.job, run.slot)
        return len(old)


def _old_runs(runs: Iterable[JobRun], border: datetime) -> list[JobRun]:
    ended = (timetable.DONE, timetable.SKIPPED)
    return [run for run in runs if run.state in ended and run.begun_at < border]


def is_forgotten(arrival: Arrival) -> bool:
    """Its raw bytes are gone; only that it came, when and with which hash is still known."""
    return arrival.size > 0 and arrival.body is None and not arrival.blob
