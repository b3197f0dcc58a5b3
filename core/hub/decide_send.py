"""A person decides about a send that is in doubt or was given up; who and why stand with it."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.hub import attempts, outbox
from core.hub.alert_codes import SEND_IN_DOUBT
from core.hub.attempts import ATTEMPTS_MAX
from core.hub.audit_desk import Noted, note
from core.hub.contracts import Partner
from core.hub.intake import store_arrivals
from core.hub.outbox import Attempt, Outgoing
from core.hub.ports import Blobs, Store, Unit
from core.hub.send_alerts import SendAlerts
from core.kernel.errors import Refused

Decision = Literal["arrived", "again", "give_up"]
IN_DOUBT_MAX = 10_000


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about a send, by whom and why."""

    send_id: str
    decision: Decision
    by: str
    reason: str


def decide(store: Store, blobs: Blobs, decided: Decided) -> Outgoing:
    """Carries the decision out and gives the send as it now stands.

    arrived: the partner has it. again: it is sent once more, by the partner's present contract, at its old
    place in its queue. give_up: it is not sent. Raises Refused if there is nothing to decide.
    """
    if not decided.by or not decided.reason.strip():
        raise Refused("a decision about a send needs who decides and why", cause="send.no_reason")
    with store.unit() as unit:
        outgoing = unit.shelf(Outgoing).get(decided.send_id)
        if outgoing is None:
            raise Refused(f"there is no send {decided.send_id}", cause="send.unknown")
        if outgoing.state not in (outbox.IN_DOUBT, outbox.GIVEN_UP):
            raise Refused(
                f"send {decided.send_id} is {outgoing.state}; only one in doubt or given up is decided about",
                cause="send.not_open",
            )
        _close_attempt(unit, decided)
        changed = _changed(unit, outgoing, decided)
        unit.shelf(Outgoing).put(changed)
        if not _others_in_doubt(store, outgoing):
            text = f"{decided.by} decided: {decided.decision}, {decided.reason}"
            cleared = SendAlerts(store).cleared(SEND_IN_DOUBT, outgoing.endpoint, text, unit.now)
            store_arrivals(unit, blobs, [cleared])
        change = f"{outgoing.state} -> {changed.state}, {decided.decision}"
        on = f"{outgoing.endpoint} {outgoing.send_id}"
        note(unit, Noted(by=decided.by, what="send.decided", on=on, why=decided.reason, change=change))
        return changed


def _changed(unit: Unit, outgoing: Outgoing, decided: Decided) -> Outgoing:
    text = f"{decided.by}: {decided.reason}"[:500]
    if decided.decision == "arrived":
        return msgspec.structs.replace(outgoing, state=outbox.SENT, due_at=unit.now, text=text)
    if decided.decision == "give_up":
        return msgspec.structs.replace(outgoing, state=outbox.GIVEN_UP, due_at=None, text=text)
    partner = unit.shelf(Partner).get(outgoing.endpoint.partition("/")[0])
    contract = partner.contract if partner is not None else outgoing.contract
    return msgspec.structs.replace(
        outgoing, state=outbox.WAITING, tries=0, due_at=unit.now, contract=contract, text=text
    )


def _close_attempt(unit: Unit, decided: Decided) -> None:
    """The last try is no longer in doubt, so that `repeat` does not stop it again."""
    shelf = unit.shelf(Attempt)
    tries = shelf.find(send_id=decided.send_id, limit=ATTEMPTS_MAX)
    if not tries or tries[-1].result not in (attempts.OPEN, attempts.IN_DOUBT):
        return
    result = attempts.SENT if decided.decision == "arrived" else attempts.NOT_ARRIVED
    text = f"{decided.by} decided: {decided.decision}"
    shelf.put(msgspec.structs.replace(tries[-1], result=result, text=text, done_at=unit.now))


def _others_in_doubt(store: Store, outgoing: Outgoing) -> bool:
    rows = store.rows(Outgoing, limit=IN_DOUBT_MAX, state=outbox.IN_DOUBT)
    return any(row.endpoint == outgoing.endpoint and row.send_id != outgoing.send_id for row in rows)
