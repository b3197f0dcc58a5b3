"""A document that came by SOAP is committed, and its outcome waited for a while."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from fastapi import Request
from lxml import etree
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.deliveries import Delivery, DeliveryConflict, Kept, keep_delivery
from core.hub.status import FINAL, Status, status_of
from core.kernel.trace import STATE
from gateway.rest.door_traces import trace_of
from gateway.soap.described import child_text
from gateway.soap.faults import SoapFault, of_error, of_status, wrong
from gateway.soap.standing import standing_element
from gateway.soap.words import OURS, ours

DOOR = "soap"
LOOK_EVERY_S = 0.05
# No contract makes a door wait for longer.
WAIT_S_MAX = 10.0
XML = "application/xml"
# Ended, and the answer is no.
_NO = ("refused", "unreadable", "conflict")


def text_document(partner: str, said: etree._Element, payload: bytes) -> Delivery:
    """SubmitDocument without an attachment: its bytes are kept as the partner's system wrote them."""
    return Delivery(
        partner=partner,
        door=DOOR,
        key=child_text(said, "idempotencyKey"),
        source=child_text(said, "source"),
        site=child_text(said, "site"),
        name=child_text(said, "name"),
        media=child_text(said, "mediaType") or "application/octet-stream",
        payload=payload,
    )


def element_document(partner: str, said: etree._Element, source: str) -> Delivery:
    """An operation whose content is an element of ours: kept as canonical XML, out of its envelope."""
    content = said[-1]
    payload = etree.tostring(content, method="c14n", exclusive=True, with_comments=False)
    # The schema has seen that each begins with its number.
    number = content[0].text or ""
    return Delivery(
        partner=partner,
        door=DOOR,
        key=child_text(said, "idempotencyKey"),
        source=child_text(said, "source") or source,
        site=child_text(said, "site"),
        name=number,
        media=XML,
        payload=bytes(payload),
    )


def traced(delivery: Delivery, request: Request) -> Delivery:
    """In the trace of its request."""
    here = trace_of(request)
    if here is None:
        return delivery
    facts = {STATE: here.state} if here.state else {}
    return replace(delivery, facts=facts, trace=here.trace, parent=here.span)


async def take(hub: Hub, delivery: Delivery, *, wait_s: float) -> Status:
    """Commits it, and waits for its outcome. Raises SoapFault where the answer is no."""
    kept = await run_in_threadpool(partial(_keep, hub, delivery))
    hub.arrived.notify()
    until = time.monotonic() + min(wait_s, WAIT_S_MAX)
    while True:
        status = await run_in_threadpool(status_of, hub.store, kept.partition, kept.number)
        if status is None:
            raise wrong("gone", f"{kept.partition}/{kept.number} is gone")
        if status.state in _NO:
            raise of_status(status)
        left = until - time.monotonic()
        if status.state in FINAL or left <= 0:
            return status
        await asyncio.sleep(min(LOOK_EVERY_S, left))


def answer_of(operation: str, status: Status) -> etree._Element:
    """What the operation answers."""
    element = etree.Element(ours(f"{operation}Response"), nsmap={None: OURS})
    element.append(standing_element(status))
    return element


def _keep(hub: Hub, delivery: Delivery) -> Kept:
    try:
        return keep_delivery(hub.store, hub.blobs, delivery, hub.spans)
    except DeliveryConflict as conflict:
        hub.arrived.notify()
        raise _conflicting(conflict) from conflict


def _conflicting(conflict: DeliveryConflict) -> SoapFault:
    fault = of_error(conflict)
    fault.outcome = "conflict"
    fault.status = 409
    return fault
