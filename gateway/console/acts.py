"""What an operator does to the books goes in as a message of our own, and the page waits for its outcome."""

from __future__ import annotations

import time

import msgspec

from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.status import FINAL, Status, status_of
from gateway.console.desk import Desk

WAIT_S = 2.0
LOOK_EVERY_S = 0.02


def tell_hub(
    desk: Desk, type_name: str, body: msgspec.Struct, *, stream: tuple[str, str], key: str
) -> Status | None:
    """How the message stands after at most two seconds; stream: the partner and site it is about."""
    partner, site = stream
    with desk.hub.store.unit() as unit:
        arriving = internal(type_name, body, partner=partner, site=site, key=key)
        [arrival] = store_arrivals(unit, desk.hub.blobs, [arriving])
    desk.hub.arrived.notify()
    until = time.monotonic() + WAIT_S
    while True:
        status = status_of(desk.hub.store, arrival.partition, arrival.number)
        if status is None or status.state in FINAL or time.monotonic() > until:
            return status
        time.sleep(LOOK_EVERY_S)


def said_of(status: Status | None) -> str:
    """What a page says of it: nothing when it is done, else why not."""
    if status is None or status.state in ("done", "noted"):
        return ""
    return status.faults[0].text if status.faults else ""
