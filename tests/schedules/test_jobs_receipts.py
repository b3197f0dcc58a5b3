"""The clock misses receipts that partners owe: one alarm an endpoint, which ends when the last has come."""

from __future__ import annotations

from core.hub.outbox import SENT, Outgoing
from core.hub.owed_receipts import came, owe
from tests.schedules.ticking import START, Ticking


def sent(ticking: Ticking, send_id: str) -> None:
    """It was taken, and its receipt is owed within a minute."""
    row = Outgoing(
        send_id=send_id, endpoint="wms/as2", key=send_id, place=1, partition=1, number=1, ordinal=0,
        message_id=send_id, type="wms.release_order.v1", body=b"{}", contract="c", state=SENT, tries=1,
        intent_at=START, due_at=START, text="",
    )  # fmt: skip
    with ticking.hub.store.unit() as unit:
        unit.shelf(Outgoing).add(row)
        owe(unit, row, 60)


def comes(ticking: Ticking, send_id: str) -> None:
    with ticking.hub.store.unit() as unit:
        came(ticking.hub.store, unit, ticking.hub.blobs, partner="wms", send_id=send_id)
    ticking.work()


def test_a_receipt_that_does_not_come_is_told_once_and_ends_once(ticking: Ticking) -> None:
    ticking.publish()
    for send_id in ("s-1", "s-2"):
        sent(ticking, send_id)
    ticking.run("miss_receipts", after_s=59)
    assert ticking.alerts() == []

    for _ in range(3):
        ticking.run("miss_receipts", after_s=60)
    sent(ticking, "s-3")
    for _ in range(3):
        ticking.run("miss_receipts", after_s=60)
    assert ticking.alerts() == ticking.alerts("open") == ["H28 wms/as2"]

    for send_id in ("s-1", "s-2"):
        comes(ticking, send_id)
    assert ticking.alerts("open") == ["H28 wms/as2"]
    for _ in range(2):
        comes(ticking, "s-3")
    ticking.run("miss_receipts", after_s=60)
    assert ticking.alerts() == ticking.alerts("closed") == ["H28 wms/as2"]
