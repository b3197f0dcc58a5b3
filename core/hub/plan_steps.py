"""What a plan does with its items: hands each on, and finds out how it ended."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from core.hub import failures, plan_records
from core.hub.arrivals import Arriving
from core.hub.documents import DONE, NOTED, StoredDocument
from core.hub.failures import Failure
from core.hub.identities import Seen
from core.hub.intake import store_arrivals
from core.hub.months import no_longer_kept
from core.hub.plan_records import Plan, PlanItem
from core.hub.ports import Blobs, Store, Unit
from core.hub.rereading import ReadAgain, Reread, Rereader, telling
from core.kernel.errors import Broken, HubError

TEXT_MAX = 500
DOCUMENTS_MAX = 100_000
Ready = Arriving | PlanItem | None


class Steps(Protocol):
    """One kind of plan."""

    def ready(self, plan: Plan, item: PlanItem) -> Ready:
        """What can be found out before the unit of work: the item as it ended already, or what to tell."""
        ...

    def release(self, unit: Unit, item: PlanItem, ready: Ready) -> PlanItem:
        """Hands the item on; as it is after that."""
        ...

    def watch(self, unit: Unit, item: PlanItem) -> PlanItem:
        """The item as it is now: still released, or how it ended."""
        ...


class RetrySteps:
    """A retry makes the failure due; its partition's dispatcher does the rest, in the partition's order."""

    def ready(self, plan: Plan, item: PlanItem) -> Ready:
        return None

    def release(self, unit: Unit, item: PlanItem, ready: Ready) -> PlanItem:
        shelf = unit.shelf(Failure)
        failure = shelf.get(item.partition, item.number, item.ordinal)
        if failure is None or failure.state in (failures.MENDED, failures.DISMISSED):
            return _ended(item, plan_records.SKIPPED, "it was mended or dismissed before its turn came")
        shelf.put(msgspec.structs.replace(failure, state=failures.WAITING, due_at=unit.now))
        return _released(item, unit.now, tries=failure.tries)

    def watch(self, unit: Unit, item: PlanItem) -> PlanItem:
        """A message that got past its failure and failed further on has failed all the same."""
        rows = unit.shelf(Failure).find(partition=item.partition, number=item.number)
        mine = next((row for row in rows if row.ordinal == item.ordinal), None)
        if mine is None or mine.state == failures.DISMISSED:
            return _ended(item, plan_records.SKIPPED, "it was dismissed")
        if mine.state != failures.MENDED:
            again = mine.tries > item.tries
            return _ended(item, plan_records.FAILED, mine.text, cause=mine.cause) if again else item
        since = item.since or mine.first_at
        further = [row for row in rows if row.ordinal >= 0 and row.first_at >= since and _fails(row)]
        if item.ordinal < 0 and further:
            return _ended(item, plan_records.FAILED, further[0].text, cause=further[0].cause)
        return _ended(item, plan_records.MENDED, "")


class RereadSteps:
    """A re-read is told to the message's own partition, which books the difference when its turn comes."""

    def __init__(self, store: Store, blobs: Blobs, rereader: Rereader) -> None:
        self._store = store
        self._blobs = blobs
        self._rereader = rereader

    def ready(self, plan: Plan, item: PlanItem) -> Ready:
        arrival = self._store.arrival(item.partition, item.number)
        if arrival is None:
            gone = no_longer_kept(self._store, item.partition, item.number)
            return _ended(item, plan_records.SKIPPED, gone)
        try:
            by = plan.started_by or plan.made_by
            reread = self._rereader.read(arrival, plan=plan.plan_id, by=by, reason=plan.reason)
        except HubError as error:
            return _ended(item, plan_records.FAILED, error.text, cause=error.cause)
        if self._says_the_same(reread):
            return _ended(item, plan_records.SAME, "it says what was booked")
        return telling(arrival, reread)

    def _says_the_same(self, reread: Reread) -> bool:
        """Every document was booked as it is read now, and none that was booked is missing."""
        read = {document.identity_text for document in reread.documents}
        rows = self._store.rows(
            StoredDocument, limit=DOCUMENTS_MAX, partition=reread.partition, number=reread.number
        )
        booked = {row.identity for row in rows if row.cause == -1 and row.outcome == DONE}
        return booked <= read and all(self._was_booked(document) for document in reread.documents)

    def _was_booked(self, document: ReadAgain) -> bool:
        seen = self._store.get(Seen, document.identity)
        return seen is not None and seen.effect and seen.content == sha256(document.body.encode()).digest()

    def release(self, unit: Unit, item: PlanItem, ready: Ready) -> PlanItem:
        if isinstance(ready, PlanItem):
            return ready
        if ready is None:
            raise Broken("a re-read was released without what it tells", cause="plan.nothing_to_tell")
        [arrival] = store_arrivals(unit, self._blobs, [ready])
        return msgspec.structs.replace(_released(item, unit.now), reread=arrival.number)

    def watch(self, unit: Unit, item: PlanItem) -> PlanItem:
        where = {"partition": item.partition, "number": item.reread}
        failing = [row for row in unit.shelf(Failure).find(**where) if _fails(row)]
        if failing:
            return _ended(item, plan_records.FAILED, failing[0].text, cause=failing[0].cause)
        rows = unit.shelf(StoredDocument).find(**where)
        told = next((row for row in rows if row.ordinal == 0), None)
        if told is None:
            return item
        booked = [row for row in rows if row.cause == told.ordinal]
        if told.outcome in (DONE, NOTED) and not booked:
            return _ended(item, plan_records.SAME, "it says what was booked")
        return _ended(item, plan_records.MENDED, f"{len(booked)} documents were booked at {where}")


def _released(item: PlanItem, at: datetime, *, tries: int = 0) -> PlanItem:
    return msgspec.structs.replace(item, state=plan_records.RELEASED, tries=tries, since=at)


def _ended(item: PlanItem, state: str, text: str, *, cause: str = "") -> PlanItem:
    return msgspec.structs.replace(item, state=state, text=text[:TEXT_MAX], again=cause)


def _fails(row: Failure) -> bool:
    return row.state not in (failures.MENDED, failures.DISMISSED)
