"""What an operator does to the books goes in as a message of our own, and the page waits for its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from core.hub.arrivals import Arriving
from core.hub.audit_desk import Noted, note
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.status import FINAL, Status, status_of
from gateway.console.desk import Desk

WAIT_S = 2.0
LOOK_EVERY_S = 0.02


class Went(NamedTuple):
    """How an act went: done, refused with its text and cause, or neither yet: it waits its turn."""

    done: bool
    refused: bool
    text: str = ""
    cause: str = ""


def tell_hub(
    desk: Desk, type_name: str, body: msgspec.Struct, noted: Noted, *, stream: tuple[str, str]
) -> Status | None:
    """How the message stands after at most two seconds; stream: the partner and site it is about.

    noted: what the audit says of it; its object is the message's key.
    """
    partner, site = stream
    return _tell(desk, internal(type_name, body, partner=partner, site=site, key=noted.on), noted)


def tell_house(desk: Desk, type_name: str, body: msgspec.Struct, noted: Noted, *, key: str) -> Went:
    """The same of what is the house's own and no partner's; key: the same body under it is said once."""
    return went(_tell(desk, internal(type_name, body, partner="hub", site="", key=key), noted))


def _tell(desk: Desk, arriving: Arriving, noted: Noted) -> Status | None:
    with desk.hub.store.unit() as unit:
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


def went(status: Status | None) -> Went:
    """How it went, for pages that say each of the three."""
    if status is None or status.state not in FINAL:
        return Went(done=False, refused=False)
    if status.state in ("done", "noted"):
        return Went(done=True, refused=False)
    fault = status.faults[0] if status.faults else None
    text = fault.text if fault else status.text or status.state
    return Went(done=False, refused=True, text=text, cause=fault.cause if fault else "")


def said_of(status: Status | None) -> str:
    """What a page says of it: nothing when it is done, else why not."""
    if status is None or status.state in ("done", "noted"):
        return ""
    return status.faults[0].text if status.faults else ""
