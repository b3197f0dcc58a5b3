"""Taking a document in at the partners' door: kept first, whatever it says, then looked at."""

from __future__ import annotations

import msgspec
from fastapi import Request

from adapters.wiring.hub import Hub
from core.hub.deliveries import Delivery, DeliveryConflict, Kept, keep_delivery
from core.hub.redaction import scrubbed
from core.kernel.errors import HubError, Unreadable
from core.kernel.trace import STATE
from gateway.rest.door_traces import trace_of
from gateway.rest.outcomes import location
from gateway.rest.problems import Problem

DOOR = "rest"
KEY_CHARACTERS_MAX = 200
# Which reader can tell at the door whether a body of this media type is well-formed.
FORMATS = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
OPEN_MEDIA = ("text/csv", "text/plain", "application/octet-stream")
MALFORMED = tuple(
    f"{kind}.{fault}" for kind in ("json", "xml") for fault in ("malformed", "encoding", "too_deep")
)


def take_in(hub: Hub, delivery: Delivery) -> Kept:
    """Committed, or a repeat. Problem 409 for a key with other bytes; 400 for what is no JSON or XML."""
    try:
        kept = keep_delivery(hub.store, hub.blobs, delivery, hub.spans)
    except DeliveryConflict as conflict:
        hub.arrived.notify()
        raise Problem(409, conflict.text, cause=conflict.cause, place=conflict.place) from conflict
    hub.arrived.notify()
    fault = _malformed(hub, delivery)
    if fault is not None:
        where = {"Location": location(kept)}
        raise Problem(400, fault.text, headers=where, cause=fault.cause, place=fault.place)
    return kept


def traced(delivery: Delivery, request: Request) -> Delivery:
    """In the trace of its request."""
    here = trace_of(request)
    if here is None:
        return delivery
    facts = {STATE: here.state} if here.state else {}
    return msgspec.structs.replace(delivery, facts=facts, trace=here.trace, parent=here.span)


def media_of(said: str) -> str:
    """The media type without its parameters. Problem 415 for one that nobody reads here."""
    media = said.split(";", maxsplit=1)[0].strip().lower()
    if media in FORMATS or media in OPEN_MEDIA:
        return media
    taken = ", ".join((*FORMATS, *OPEN_MEDIA))
    raise Problem(415, f"Content-Type {media[:100] or 'is missing'}; taken here: {taken}")


def _malformed(hub: Hub, delivery: Delivery) -> HubError | None:
    """Why the bytes are no JSON or XML at all; what they mean is judged later."""
    format_ = FORMATS.get(delivery.media)
    if format_ is None:
        return None
    try:
        hub.library.reader(format_).read(delivery.payload, {})
    except Unreadable as error:
        if error.cause in MALFORMED:
            return scrubbed(error, delivery.payload)
    return None
