"""The way out: what is due in the outbox is sent, one queue per endpoint and key, and seen to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec

from core.hub import settle
from core.hub.attempts import Attempts, Claim
from core.hub.breakers import BreakerRule, is_open
from core.hub.collisions import again_on_collision
from core.hub.endpoints import (
    KEY,
    MEDIA,
    MESSAGE_ID,
    SEND_ID,
    SENT_AT,
    TRACE,
    TRACE_STATE,
    TYPE,
    Destination,
    Destinations,
    InDoubt,
    Queues,
)
from core.hub.intake import store_arrivals
from core.hub.outbox import TRIED, Breaker, Outgoing
from core.hub.pausing import Paused
from core.hub.payloads import Payloads
from core.hub.ports import Blobs, Store, Unit
from core.hub.questioned import Questions
from core.hub.send_alerts import SendAlerts
from core.hub.settle import Ended, Settlement
from core.hub.spans import UNTOLD, Span, Spans
from core.kernel.context import about
from core.kernel.errors import Refused, Unavailable, Unreadable
from core.kernel.steps import step
from core.kernel.trace import span_of, taken_span, written

LANES_MAX = 1000
HEADS_MAX = 100

_T = TypeVar("_T")


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that sending needs of the world."""

    store: Store
    blobs: Blobs
    queues: Queues
    destinations: Destinations
    payloads: Payloads
    breaker: BreakerRule = BreakerRule()


class Deliverer:
    """Delivers lane by lane; a lane is an endpoint. Any number of deliverers may run, here and elsewhere."""

    def __init__(self, way: Way) -> None:
        self.spans: Spans = UNTOLD
        self._way = way
        self._store = way.store
        self._alerts = SendAlerts(way.store)
        self._questions = Questions(way.store)

    def lanes(self) -> list[str]:
        """Endpoints with something due whose breaker is not open."""
        at = self._now()
        found = self._way.queues.endpoints(at, limit=LANES_MAX)
        return [name for name in found if self._may_go(name, at)]

    def _may_go(self, endpoint: str, at: datetime) -> bool:
        paused = self._store.get(Paused, endpoint) is not None
        return not paused and not is_open(self._store.get(Breaker, endpoint), at)

    def try_now(self, send_id: str) -> Outgoing | None:
        """Takes one step with this send, whatever its lane does, and says how it stands then."""
        outgoing = self._store.get(Outgoing, send_id)
        if outgoing is not None:
            self._one(outgoing)
        return self._store.get(Outgoing, send_id)

    def run_lane(self, endpoint: str, *, limit: int) -> int:
        """Sees at most `limit` sends of this endpoint one step on; how many. Ends early when it is away."""
        done = 0
        while done < limit:
            before = done
            for head in self._way.queues.heads(endpoint, self._now(), limit=min(HEADS_MAX, limit - done)):
                ended = self._one(head)
                done += ended is not None
                if ended is not None and not ended.answered:
                    return done
            if done == before:
                return done
        return done

    def run(self, *, limit: int) -> int:
        """One lane after another, for commands and tests; processes give each lane a thread of its own."""
        return sum(self.run_lane(endpoint, limit=limit) for endpoint in self.lanes())

    def _one(self, head: Outgoing) -> Ended | None:
        """One step of one send: how it ended, or None if somebody else has it."""
        try:
            destination = self._way.destinations.find(head)
        except (Refused, Unavailable) as error:
            return self._settle(settle.unsendable(head, error))
        try:
            # What does no harm twice is sent again; anything else may have left before a restore.
            is_safe = destination.send.repeat == "safe"
            since = None if is_safe else self._questions.since(head, at=self._now())
            claim = self._in_unit(
                lambda unit: Attempts(unit).claim(
                    head.send_id, destination.send, self._way.payloads, unknown_before=since
                )
            )
        except (Refused, Unreadable) as error:
            return self._settle(settle.unsendable(head, error))
        if claim is None:
            return None
        step("deliver.claimed")
        began = self.spans.moment()
        with about(**_about(claim.outgoing)):
            settlement = self._carry_out(claim, destination)
            if claim.outgoing.type == TRIED:
                settlement = settle.once(settlement)
            step("deliver.answered")
            self._tell(claim, began, settlement)
            return self._settle(settlement)

    def _tell(self, claim: Claim, began: datetime, settlement: Settlement) -> None:
        """One try is one span, below the taking in of the message it came of."""
        outgoing, spans = claim.outgoing, self.spans
        trace = outgoing.trace
        if trace is None or not spans.wants(trace):
            return
        spans.tell(
            Span(
                trace=trace,
                span=_span(claim, trace),
                parent=taken_span(trace, outgoing.partition, outgoing.number),
                name=f"{claim.todo} {outgoing.endpoint}",
                began=began,
                ended=spans.moment(),
                kind="client",
                said={"lianqiao.send": outgoing.send_id, "lianqiao.try": claim.attempt.attempt},
                failed="" if settlement.then == "sent" else settlement.result or settlement.then,
            )
        )

    def _carry_out(self, claim: Claim, destination: Destination) -> Settlement:
        send = destination.send
        if claim.todo == "person":
            return settle.for_person(claim)
        try:
            if claim.todo == "ask":
                return settle.asked(
                    claim, destination.endpoint.query(claim.attempt.name, _headers(claim)), send
                )
            sent = destination.endpoint.send(claim.attempt.name, claim.payload.body, _headers(claim))
            return settle.arrived(claim, sent)
        except Refused as error:
            return settle.refused(claim, error)
        except InDoubt as error:
            return settle.doubtful(claim, error, send)
        except Unavailable as error:
            return settle.away(claim, error, send)

    def _settle(self, settlement: Settlement) -> Ended:
        """Writes how the step ended, with its alarms, in one unit of work."""
        endpoint = settlement.outgoing.endpoint

        def write(unit: Unit) -> Ended:
            ended = settlement.write(unit, self._way.breaker)
            notices = [
                notice
                for code, text in ended.raised
                for notice in self._alerts.raised(code, endpoint, text, unit.now)
            ]
            notices += [
                self._alerts.cleared(code, endpoint, "it answers again", unit.now) for code in ended.cleared
            ]
            store_arrivals(unit, self._way.blobs, notices)
            return ended

        return self._in_unit(write)

    def _in_unit(self, work: Callable[[Unit], _T]) -> _T:
        def once() -> _T:
            with self._store.unit() as unit:
                return work(unit)

        return again_on_collision(once, what="the outbox")

    def _now(self) -> datetime:
        with self._store.unit() as unit:
            return unit.now


def _about(outgoing: Outgoing) -> dict[str, object]:
    """What the lines of a log are about meanwhile."""
    trace = outgoing.trace.hex() if outgoing.trace else ""
    partner = outgoing.endpoint.partition("/")[0]
    return {"partner": partner, "message": f"{outgoing.partition}/{outgoing.number}", "trace": trace}


def _headers(claim: Claim) -> dict[str, str]:
    outgoing = claim.outgoing
    return _traced(claim) | {
        SEND_ID: outgoing.send_id,
        MESSAGE_ID: outgoing.message_id,
        TYPE: outgoing.type,
        KEY: outgoing.key,
        MEDIA: claim.payload.media,
        SENT_AT: str(int(claim.at.timestamp())),
    }


def _traced(claim: Claim) -> dict[str, str]:
    """Of the same trace as the message; each try is a span of its own."""
    outgoing = claim.outgoing
    if not outgoing.trace:
        return {}
    state = {TRACE_STATE: outgoing.trace_state} if outgoing.trace_state else {}
    return {TRACE: written(outgoing.trace, _span(claim, outgoing.trace)), **state}


def _span(claim: Claim, trace: bytes) -> bytes:
    return span_of(trace, f"{claim.outgoing.send_id}/{claim.attempt.attempt}")
