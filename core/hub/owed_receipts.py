"""Receipts that partners send later than their answer: owed for a while, then missed and told of, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import ClassVar

from msgspec.structs import replace

from core.hub import outbox
from core.hub.alert_codes import RECEIPT_MISSING
from core.hub.collisions import again_on_collision
from core.hub.intake import store_arrivals
from core.hub.outbox import Outgoing
from core.hub.ports import Blobs, Store, Unit
from core.hub.records import Record
from core.hub.send_alerts import SendAlerts

OWED, LATE, CAME = "owed", "late", "came"
PAGE = 1000
PAGES_MAX = 1000
# What never came is remembered for so long; the alarm stays with the people it was told.
KEPT = timedelta(days=90)


class OwedReceipt(Record, frozen=True, kw_only=True):
    """The receipt of one send. state: owed, late, or came before the hub knew that its message was taken."""

    TABLE: ClassVar[str] = "hub_owed_receipt"
    KEY: ClassVar[tuple[str, ...]] = ("send_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("state",), ("endpoint", "state"))

    send_id: str
    endpoint: str
    state: str
    due_at: datetime


def owe(unit: Unit, outgoing: Outgoing, within_s: float) -> None:
    """They took it, and say by a receipt what they took, within so long."""
    shelf = unit.shelf(OwedReceipt)
    known = shelf.get(outgoing.send_id)
    if known is not None and known.state == CAME:
        shelf.remove(outgoing.send_id)
    elif known is None:
        shelf.put(_row(outgoing, OWED, unit.now + timedelta(seconds=within_s)))


def came(store: Store, unit: Unit, blobs: Blobs, *, partner: str, send_id: str) -> None:
    """Their receipt is here, whatever it says. The alarm of its endpoint ends with the last that was late."""
    outgoing, shelf = unit.shelf(Outgoing).get(send_id), unit.shelf(OwedReceipt)
    known = shelf.get(send_id)
    endpoint = known.endpoint if known else outgoing.endpoint if outgoing else ""
    if endpoint.partition("/")[0] != partner:
        return
    if known is None and outgoing is not None and outgoing.state in (outbox.WAITING, outbox.IN_DOUBT):
        shelf.put(_row(outgoing, CAME, unit.now))
    if known is None or known.state == CAME:
        return
    shelf.remove(send_id)
    others = store.rows(OwedReceipt, limit=2, endpoint=endpoint, state=LATE)
    if known.state == LATE and all(row.send_id == send_id for row in others):
        text = "every receipt that was late has come"
        store_arrivals(unit, blobs, [SendAlerts(store).cleared(RECEIPT_MISSING, endpoint, text, unit.now)])


def miss(store: Store, blobs: Blobs, now: datetime) -> int:
    """Tells of what did not come in time, one alarm an endpoint; how many receipts are late since now."""
    due = sorted((row for row in _all(store, OWED) if row.due_at <= now), key=lambda row: row.endpoint)
    late = 0
    for endpoint, rows in groupby(due, key=lambda row: row.endpoint):
        ids = [row.send_id for row in rows]
        for at in range(0, len(ids), PAGE):
            late += _missed(store, blobs, endpoint, ids[at : at + PAGE])
    _forget(store, now)
    return late


def _missed(store: Store, blobs: Blobs, endpoint: str, send_ids: list[str]) -> int:
    def once() -> int:
        with store.unit() as unit:
            shelf = unit.shelf(OwedReceipt)
            known = [row for row in map(shelf.get, send_ids) if row is not None and row.state == OWED]
            for row in known:
                shelf.put(replace(row, state=LATE))
            if known:
                text = (
                    f"{len(known)} receipts of what was sent to {endpoint} did not come in time, among them"
                    f" that of send {known[0].send_id}, which was due at {known[0].due_at:%Y-%m-%d %H:%M} UTC"
                )
                store_arrivals(
                    unit, blobs, SendAlerts(store).raised(RECEIPT_MISSING, endpoint, text, unit.now)
                )
            return len(known)

    return again_on_collision(once, what="late receipts")


def _forget(store: Store, now: datetime) -> None:
    old = [row.send_id for state in (LATE, CAME) for row in _all(store, state) if row.due_at < now - KEPT]
    for at in range(0, len(old), PAGE):
        with store.unit() as unit:
            for send_id in old[at : at + PAGE]:
                unit.shelf(OwedReceipt).remove(send_id)


def _all(store: Store, state: str) -> Iterator[OwedReceipt]:
    after = None
    for _ in range(PAGES_MAX):
        rows = store.rows(OwedReceipt, limit=PAGE, after=after, state=state)
        yield from rows
        if len(rows) < PAGE:
            return
        after = (rows[-1].send_id,)


def _row(outgoing: Outgoing, state: str, due_at: datetime) -> OwedReceipt:
    return OwedReceipt(send_id=outgoing.send_id, endpoint=outgoing.endpoint, state=state, due_at=due_at)
