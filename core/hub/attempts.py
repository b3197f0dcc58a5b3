"""One try of one send: written before anything leaves, so that whoever comes after a crash knows of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Literal

import msgspec

from core.hub import outbox
from core.hub.breakers import is_open, is_probing
from core.hub.contracts import Send
from core.hub.endpoints import name_of
from core.hub.outbox import Attempt, Breaker, Outgoing
from core.hub.pausing import is_paused
from core.hub.payloads import Payload, Payloads
from core.hub.ports import Unit
from core.hub.records import Record

ATTEMPTS_MAX = 10_000
# A claim outlives the longest try by this; whoever finds it run out knows that its owner is gone.
CLAIM_MARGIN_S = 30.0

OPEN = ""
SENT = "sent"
IN_DOUBT = "in_doubt"
REFUSED = "refused"
UNAVAILABLE = "unavailable"
NOT_ARRIVED = "not_arrived"
RESTORED = "the hub was restored: it may have been sent before, and what the hub knew of that is lost"


class SendSequence(Record, frozen=True, kw_only=True):
    """How many sends an endpoint, or those of one series of numbers, were ever tried with.

    endpoint: or "partner/#series" where several share one.
    """

    TABLE: ClassVar[str] = "hub_send_sequence"
    KEY: ClassVar[tuple[str, ...]] = ("endpoint",)

    endpoint: str
    last: int


class SendNumber(Record, frozen=True, kw_only=True):
    """The number one send was given at its first try; every later try carries the same."""

    TABLE: ClassVar[str] = "hub_send_number"
    KEY: ClassVar[tuple[str, ...]] = ("send_id",)

    send_id: str
    sequence: int


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The right to take one step with a send: `send` it, `ask` for it, or leave it to a `person`."""

    outgoing: Outgoing
    attempt: Attempt
    todo: Literal["send", "ask", "person"]
    probing: bool
    at: datetime
    payload: Payload = Payload(body=b"")


class Attempts:
    """Claims and tries inside one unit of work; rows are taken in one order: outgoing, breaker, attempts."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._outgoing = unit.shelf(Outgoing)
        self._breakers = unit.shelf(Breaker)
        self._attempts = unit.shelf(Attempt)

    def claim(
        self, send_id: str, send: Send, payloads: Payloads, *, unknown_before: datetime | None = None
    ) -> Claim | None:
        """Claims the send for as long as a try may take; None if another was faster or the breaker is open.

        unknown_before: the moment of a restore before which it may have been sent and nobody knows.

        The claim is the send's own `due_at`, moved on by the database's clock under the row's lock.
        """
        now = self._unit.now
        outgoing = self._outgoing.get(send_id)
        if outgoing is None or not outbox.is_due(outgoing, now):
            return None
        breaker = self._breakers.get(outgoing.endpoint)
        # A person tries an endpoint just where it is paused or does not answer.
        if outgoing.type != outbox.TRIED and (
            is_open(breaker, now) or is_paused(self._unit, outgoing.endpoint)
        ):
            return None
        until = now + timedelta(seconds=send.timeout_s + CLAIM_MARGIN_S)
        probing = is_probing(breaker, now)
        if breaker is not None and probing:
            self._breakers.put(msgspec.structs.replace(breaker, until=until))
        outgoing = msgspec.structs.replace(outgoing, due_at=until)
        self._outgoing.put(outgoing)
        last = self._last(send_id)
        if last is not None and last.result in (OPEN, IN_DOUBT):
            return self._after_doubt(outgoing, last, send, payloads, probing=probing)
        if _is_unknown(last, unknown_before):
            lost = self._attempt(outgoing, last, payloads)[0]
            lost = msgspec.structs.replace(lost, result=IN_DOUBT, text=RESTORED, done_at=now)
            self._attempts.add(lost)
            return self._after_doubt(outgoing, lost, send, payloads, probing=probing)
        return self._begin(outgoing, last, payloads, probing=probing)

    def _after_doubt(
        self, outgoing: Outgoing, last: Attempt, send: Send, payloads: Payloads, *, probing: bool
    ) -> Claim:
        """The try before ended without an answer (or its process did): `repeat` says what may be done now."""
        if last.result == OPEN:
            text = "whoever sent it ended before an answer came"
            last = msgspec.structs.replace(last, result=IN_DOUBT, text=text, done_at=self._unit.now)
            self._attempts.put(last)
        if send.repeat == "safe":
            return self._begin(outgoing, last, payloads, probing=probing)
        todo: Literal["ask", "person"] = "ask" if send.repeat == "ask" else "person"
        return Claim(outgoing=outgoing, attempt=last, todo=todo, probing=probing, at=self._unit.now)

    def _begin(self, outgoing: Outgoing, last: Attempt | None, payloads: Payloads, *, probing: bool) -> Claim:
        attempt, payload = self._attempt(outgoing, last, payloads)
        self._attempts.add(attempt)
        return Claim(
            outgoing=outgoing,
            attempt=attempt,
            todo="send",
            probing=probing,
            at=self._unit.now,
            payload=payload,
        )

    def _attempt(
        self, outgoing: Outgoing, last: Attempt | None, payloads: Payloads
    ) -> tuple[Attempt, Payload]:
        sequence = self._sequence(outgoing, payloads.series(outgoing))
        payload = payloads.write(outgoing, sequence)
        attempt = Attempt(
            send_id=outgoing.send_id,
            attempt=(last.attempt if last else 0) + 1,
            name=payload.name or name_of(sequence, outgoing.send_id, payload.suffix),
            sha256=sha256(payload.body).hexdigest(),
            size=len(payload.body),
            at=self._unit.now,
            result=OPEN,
            text="",
            done_at=None,
            endpoint=outgoing.endpoint,
        )
        return attempt, payload

    def _last(self, send_id: str) -> Attempt | None:
        tries = self._attempts.find(send_id=send_id, limit=ATTEMPTS_MAX)
        return tries[-1] if tries else None

    def _sequence(self, outgoing: Outgoing, series: str) -> int:
        """The send's number in its series: given once, without gaps."""
        numbers = self._unit.shelf(SendNumber)
        given = numbers.get(outgoing.send_id)
        if given is not None:
            return given.sequence
        counter = self._unit.shelf(SendSequence)
        known = counter.get(series)
        sequence = SendSequence(endpoint=series, last=(known.last if known else 0) + 1)
        counter.put(sequence)
        numbers.add(SendNumber(send_id=outgoing.send_id, sequence=sequence.last))
        return sequence.last


def _is_unknown(last: Attempt | None, before: datetime | None) -> bool:
    """Whether all that is known of its tries is from before a restore that lost what came behind."""
    if before is None:
        return False
    return last is None or (last.done_at or last.at) <= before
