"""What a partner fetches itself: it has no server to send to, so what is told it waits here in order."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from core.hub.outbox import Attempt, Outgoing
from core.hub.payloads import Payload
from core.hub.ports import Store, Unit
from core.hub.records import Record
from core.kernel.errors import Refused

BOXES_MAX = 100


class Collected(Record, frozen=True, kw_only=True):
    """One message ready to be fetched; sequence counts those of its endpoint without gaps.

    It stays when it was fetched, so that whoever lost it asks again; retention lets go of it with its send.
    """

    TABLE: ClassVar[str] = "hub_collected"
    KEY: ClassVar[tuple[str, ...]] = ("endpoint", "sequence")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("send_id",),)

    endpoint: str
    sequence: int
    send_id: str
    message_id: str
    type: str
    key: str
    name: str
    media: str
    body: bytes
    ready_at: datetime


class LastCollected(Record, frozen=True, kw_only=True):
    """The number of the newest message that is ready at an endpoint."""

    TABLE: ClassVar[str] = "hub_last_collected"
    KEY: ClassVar[tuple[str, ...]] = ("endpoint",)

    endpoint: str
    sequence: int


def lay_out(unit: Unit, outgoing: Outgoing, attempt: Attempt, payload: Payload) -> None:
    """Puts a send where its partner finds it, behind all that is ready; once, however often it is said.

    The row of the endpoint is locked until the end of the unit of work: numbers become visible in their
    order, so that whoever reads on behind one misses none.
    """
    shelf = unit.shelf(Collected)
    if shelf.find(send_id=outgoing.send_id):
        return
    counter = unit.shelf(LastCollected)
    last = counter.get(outgoing.endpoint)
    sequence = (last.sequence if last is not None else 0) + 1
    counter.put(LastCollected(endpoint=outgoing.endpoint, sequence=sequence))
    shelf.add(
        Collected(
            endpoint=outgoing.endpoint,
            sequence=sequence,
            send_id=outgoing.send_id,
            message_id=outgoing.message_id,
            type=outgoing.type,
            key=outgoing.key,
            name=attempt.name,
            media=payload.media,
            body=payload.body,
            ready_at=unit.now,
        )
    )


def ready(store: Store, endpoint: str, *, after: int, limit: int) -> list[Collected]:
    """What is ready behind this number, in order."""
    return store.rows(Collected, limit=limit, after=(endpoint, after), endpoint=endpoint)


def let_go(unit: Unit, send_id: str) -> None:
    """With its send: it was ready for long enough."""
    for row in unit.shelf(Collected).find(send_id=send_id):
        unit.shelf(Collected).remove(row.endpoint, row.sequence)


def the_box(boxes: list[str], named: str) -> str:
    """The box that is asked for, or the only one there is. Refused where that cannot be told."""
    if named in boxes or (not named and len(boxes) == 1):
        return named or boxes[0]
    known = ", ".join(sorted(boxes)) or "none: your contract needs a send with `adapter: collect`"
    raise Refused(f"which answers? say box=…; there are {known}", cause="answers.box", place="query box")
