"""What an operator does to the books goes in as a message of our own, and the page waits for its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from core.hub.audit_desk import Noted, note
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.status import FINAL, Status, status_of
from gateway.console.desk import Desk

WAIT_S = 2.0
LOOK_EVERY_S = 0.02


def tell_hub(
    desk: Desk, type_name: str, body: msgspec.Struct, noted: Noted, *, stream: tuple[str, str]
) -> Status | None:
    """How the message stands after at most two seconds; stream: the partner and site it is about.

    noted: what the audit says of it; its object is the message's key.
    """
    partner, site = stream
    with desk.hub.store.unit() as unit:
        arriving = internal(type_name, body, partner=partner, site=site, key=noted.on)
        [arrival] = store_arrivals(unit, desk.hub.blobs, [arriving])
        note(unit, noted)
    desk.hub.arrived.notify()
    found: list[Status | None] = []

    def ended() -> bool:
        found.append(status_of(desk.hub.store, arrival.partition, arrival.number))
        return found[-1] is None or found[-1].state in FINAL

    wait_until(ended)
    return found[-1]


def wait_until(happened: Callable[[], bool]) -> bool:
    """Waits at most two seconds for it; whether it happened."""
    until = time.monotonic() + WAIT_S
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def said_of(status: Status | None) -> str:
    """What a page says of it: nothing when it is done, else why not."""
    if status is None or status.state in ("done", "noted"):
        return ""
    return status.faults[0].text if status.faults else ""
