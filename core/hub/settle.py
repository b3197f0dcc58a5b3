"""How a try ended, and what that means for its send, its queue and its endpoint's breaker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from core.hub import attempts, outbox
from core.hub.alert_codes import ENDPOINT_DOWN, SEND_GIVEN_UP, SEND_IN_DOUBT, AlertCode
from core.hub.attempts import Claim
from core.hub.breakers import BreakerRule, closed
from core.hub.collected import lay_out
from core.hub.contracts import Send
from core.hub.endpoints import Busy, InDoubt, Sent
from core.hub.outbox import Attempt, Breaker, Outgoing
from core.hub.owed_receipts import owe
from core.hub.payloads import Payload
from core.hub.ports import Unit
from core.hub.retries import Retries
from core.kernel.errors import HubError, Refused, Unavailable

RETRY_FIRST_S = 2.0
RETRY_LONGEST_S = 300.0
TRIES_MAX = 12
RETRY_AFTER_MAX_S = 3600.0
TEXT_MAX = 500

Then = Literal["sent", "again", "later", "give_up", "person"]


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What a settlement did: whether the other side answered, the alarms it raises (code, text) and ends."""

    answered: bool
    raised: tuple[tuple[AlertCode, str], ...] = ()
    cleared: tuple[AlertCode, ...] = ()


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one step of one send, before it is written.

    then: `sent`, `again` at once, `later` after a wait, `give_up`, or a `person` decides.
    answered: they are there (the breaker closes), they are not (it counts), or None: it tells nothing.
    doubt: it may have arrived, so that running out of tries is a person's matter.
    code: the status in what they answered. laid_out: the bytes that now lie there to be fetched.
    receipt_within_s: how long a receipt of theirs is waited for.
    """

    outgoing: Outgoing
    then: Then
    text: str
    answered: bool | None
    attempt: Attempt | None = None
    result: str = ""
    probing: bool = False
    doubt: bool = False
    tries_max: int = TRIES_MAX
    wait_s: float = 0.0
    code: str = ""
    laid_out: Payload | None = None
    receipt_within_s: float = 0.0

    def write(self, unit: Unit, rule: BreakerRule) -> Ended:
        """Writes it, if the claim still holds; that it was sent is true whoever holds it now."""
        outgoing = unit.shelf(Outgoing).get(self.outgoing.send_id)
        breaker = unit.shelf(Breaker).get(self.outgoing.endpoint)
        if outgoing is None or outgoing.state not in (outbox.WAITING, outbox.IN_DOUBT):
            return Ended(answered=bool(self.answered))
        holds = outgoing.state == outbox.WAITING and outgoing.due_at == self.outgoing.due_at
        if not holds and self.then != "sent":
            return Ended(answered=bool(self.answered))
        self._write_attempt(unit)
        if self.laid_out is not None and self.attempt is not None:
            lay_out(unit, outgoing, self.attempt, self.laid_out)
        ended = self._end(outgoing, unit.now)
        unit.shelf(Outgoing).put(ended)
        if self.receipt_within_s > 0 and ended.type != outbox.TRIED:
            owe(unit, ended, self.receipt_within_s)
        raised = _alarm_of(ended)
        told = self._tell_breaker(unit, breaker, rule)
        return msgspec.structs.replace(told, raised=(*told.raised, *raised))

    def _write_attempt(self, unit: Unit) -> None:
        if self.attempt is not None and self.result:
            done = msgspec.structs.replace(
                self.attempt,
                result=self.result,
                text=self.text[:TEXT_MAX],
                code=self.code or None,
                done_at=unit.now,
            )
            unit.shelf(Attempt).put(done)

    def _end(self, outgoing: Outgoing, now: datetime) -> Outgoing:
        # A probe finds out whether the endpoint is back; it is no try of this send.
        tries = outgoing.tries + (not self.probing)
        changed = msgspec.structs.replace(outgoing, tries=tries, text=self.text[:TEXT_MAX], due_at=None)
        if self.then == "sent":
            # What was sent is due no more; the moment says since when.
            return msgspec.structs.replace(changed, state=outbox.SENT, due_at=now)
        if self.then == "again":
            return msgspec.structs.replace(changed, due_at=now)
        due = self._next_try(max(tries, 1), now) if self.then == "later" else None
        if due is not None:
            return msgspec.structs.replace(changed, due_at=due)
        person = self.then == "person" or (self.then == "later" and self.doubt)
        return msgspec.structs.replace(changed, state=outbox.IN_DOUBT if person else outbox.GIVEN_UP)

    def _next_try(self, tries: int, now: datetime) -> datetime | None:
        retries = Retries(first_s=RETRY_FIRST_S, longest_s=RETRY_LONGEST_S, tries_max=self.tries_max)
        if self.probing:
            tries = min(tries, self.tries_max - 1)
        due = retries.next_try(tries, now, self.outgoing.send_id)
        if due is None:
            return None
        return max(due, now + timedelta(seconds=min(self.wait_s, RETRY_AFTER_MAX_S)))

    def _tell_breaker(self, unit: Unit, known: Breaker | None, rule: BreakerRule) -> Ended:
        endpoint = self.outgoing.endpoint
        if self.answered is None:
            return Ended(answered=True)
        if self.answered:
            if known is None or known.failures == 0:
                return Ended(answered=True)
            unit.shelf(Breaker).put(closed(endpoint))
            return Ended(answered=True, cleared=(ENDPOINT_DOWN,) if known.until else ())
        failed = rule.failed(known, endpoint, unit.now, self.text)
        unit.shelf(Breaker).put(failed)
        opened = failed.until is not None and (known is None or known.until is None)
        if not opened:
            return Ended(answered=False)
        text = (
            f"{endpoint} failed {failed.failures} times in a row and is left alone for a while: {self.text}"
        )
        return Ended(answered=False, raised=((ENDPOINT_DOWN, text),))


def _alarm_of(ended: Outgoing) -> tuple[tuple[AlertCode, str], ...]:
    if ended.type == outbox.TRIED:
        return ()
    what = f"{ended.type} {ended.key} to {ended.endpoint}"
    if ended.state == outbox.GIVEN_UP:
        return ((SEND_GIVEN_UP, f"{what} was given up after {ended.tries} tries: {ended.text}"),)
    if ended.state == outbox.IN_DOUBT:
        return ((SEND_IN_DOUBT, f"{what} may have arrived or not: {ended.text}"),)
    return ()


def arrived(claim: Claim, sent: Sent) -> Settlement:
    """They took it."""
    settlement = _of(claim, "sent", attempts.SENT, sent.text, answered=True)
    laid_out = claim.payload if sent.laid_out else None
    within_s = sent.receipt_within_s
    return msgspec.structs.replace(settlement, code=sent.code, laid_out=laid_out, receipt_within_s=within_s)


def asked(claim: Claim, found: Sent | None, send: Send) -> Settlement:
    """They were asked: they have it, or it is sent once more, at once."""
    if found is not None:
        return _of(claim, "sent", attempts.SENT, f"found by asking: {found.text}", answered=True)
    return _of(claim, "again", attempts.NOT_ARRIVED, "they were asked and do not have it", answered=True)


def refused(claim: Claim, error: Refused) -> Settlement:
    """They are there and want none of it: it is given up, the queue goes on."""
    settlement = _of(claim, "give_up", attempts.REFUSED, error.text, answered=True)
    return msgspec.structs.replace(settlement, code=_code(error))


def doubtful(claim: Claim, error: InDoubt, send: Send) -> Settlement:
    """It left and nobody answered: what `repeat` allows is done later, or a person decides."""
    then: Then = "person" if send.repeat == "never" else "later"
    settlement = _of(claim, then, attempts.IN_DOUBT, error.text, answered=False)
    return msgspec.structs.replace(settlement, doubt=True, tries_max=send.tries_max, code=_code(error))


def away(claim: Claim, error: Unavailable, send: Send) -> Settlement:
    """They took nothing, or were asked and did not say; what was in doubt stays in doubt."""
    asking = claim.todo == "ask"
    result = "" if asking else attempts.UNAVAILABLE
    settlement = _of(claim, "later", result, error.text, answered=False)
    wait_s = error.retry_after_s if isinstance(error, Busy) else 0.0
    return msgspec.structs.replace(
        settlement, doubt=asking, tries_max=send.tries_max, wait_s=wait_s, code=_code(error)
    )


def for_person(claim: Claim) -> Settlement:
    """It is in doubt and may neither be repeated nor asked about."""
    return _of(claim, "person", "", claim.attempt.text, answered=None)


def unsendable(outgoing: Outgoing, error: HubError) -> Settlement:
    """Nothing left: the contract, the mapping or the secret is at fault."""
    again = isinstance(error, Unavailable) and outgoing.type != outbox.TRIED
    return Settlement(outgoing=outgoing, then="later" if again else "give_up", text=error.text, answered=None)


def once(settlement: Settlement) -> Settlement:
    """Of a test delivery: however it ended, it is not tried again, and no person need decide about it."""
    if settlement.then in ("sent", "give_up"):
        return settlement
    return msgspec.structs.replace(settlement, then="give_up", doubt=False)


def _code(error: HubError) -> str:
    """The status that the other side answered: an adapter's cause ends with it (webhook.503)."""
    last = error.cause.rpartition(".")[2]
    return last if last.isdecimal() else ""


def _of(claim: Claim, then: Then, result: str, text: str, *, answered: bool | None) -> Settlement:
    return Settlement(
        outgoing=claim.outgoing,
        then=then,
        text=text,
        answered=answered,
        attempt=claim.attempt,
        result=result,
        probing=claim.probing,
    )
