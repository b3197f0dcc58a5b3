"""A test delivery: one message to one endpoint by the way of all others, to see whether it arrives."""

from __future__ import annotations

from core.hub.audit_desk import Noted, note
from core.hub.contracts import Partner
from core.hub.outbox import TRIED, WAITING, Outgoing
from core.hub.ports import Unit
from core.kernel.canonical import canonical_bytes
from core.kernel.ids import message_id
from core.kernel.trace import made_trace


def intend_test(unit: Unit, endpoint: str, by: str) -> str:
    """Puts it into the outbox, in a queue of its own; its send id."""
    partner = unit.shelf(Partner).get(endpoint.partition("/")[0])
    message = str(message_id(f"{endpoint} {unit.now.isoformat()}", TRIED, by))
    send_id = message_id(message, "send", endpoint).hex
    unit.shelf(Outgoing).add(
        Outgoing(
            send_id=send_id,
            endpoint=endpoint,
            key=f"test {send_id[:8]}",
            place=int(unit.now.timestamp() * 1000) * 1000,
            partition=0,
            number=0,
            ordinal=0,
            message_id=message,
            type=TRIED,
            body=canonical_bytes({"test": True, "asked_by": by, "asked_at": unit.now.isoformat()}),
            contract=partner.contract if partner is not None else "",
            state=WAITING,
            tries=0,
            intent_at=unit.now,
            due_at=unit.now,
            text="",
            trace=made_trace(unit.now, send_id),
        )
    )
    note(unit, Noted(by=by, what="endpoint.tried", on=endpoint))
    return send_id
