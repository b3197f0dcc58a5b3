"""What becomes of a request in AS2: opened, kept once, answered; or a receipt for something of ours."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import NamedTuple

from fastapi import Response

from adapters.as2.endpoint import held
from adapters.as2.entity import Entity
from adapters.as2.packing import Opened, unpack
from adapters.as2.receipt import read_receipt
from adapters.wiring.hub import Hub
from core.hub.alert_codes import RECEIPT_DENIED
from core.hub.deliveries import Delivery, DeliveryConflict, keep_delivery
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.hub.owed_receipts import came
from core.kernel.errors import Refused, Unavailable, Unreadable
from core.kernel.trace import STATE, TraceContext
from gateway.as2.answering import Answer, Judged, asked_in, receipt_for
from gateway.as2.lines import Known, Said
from gateway.rest.problems import Problem

LOG = logging.getLogger("lianqiao.as2")
DOOR = "as2"
KEY_MAX = 200
_LENGTHS = {20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}
# What RFC 4130 calls our reasons; what is not here is told as the last one.
_WHY = {
    "as2.decryption": "decryption-failed", "as2.sealed": "decryption-failed",
    "as2.cipher": "unsupported-format",
    "as2.signature": "authentication-failed", "as2.unsigned": "insufficient-message-security",
    "as2.plain": "insufficient-message-security", "as2.decompression": "decompression-failed",
}  # fmt: skip
OTHER = "unexpected-processing-error"


class As2Request(NamedTuple):
    """A request whose names are known; who sent it is not known before it is opened."""

    said: Said
    known: Known
    entity: Entity
    headers: dict[str, str]
    trace: TraceContext | None


def admit(request: As2Request, *, bytes_max: int) -> Opened | Answer:
    """Its document, or the receipt that says why there is none. Nothing of it is kept then."""
    asked = asked_in(request.headers, request.known)
    try:
        opened = unpack(request.entity, request.known.trust(bytes_max=bytes_max))
        if request.known.line.encrypted and not opened.encrypted:
            raise Unreadable("it came in clear, and the contract wants it encrypted", cause="as2.plain")
    except Unreadable as fault:
        LOG.warning("%s/%s: %s", request.known.partner, request.said.theirs, fault.text)
        disposition = f"processed/error: {_WHY.get(fault.cause, OTHER)}"
        return receipt_for(request.said, request.known, asked, Judged(disposition, fault.text))
    return opened


def take(hub: Hub, request: As2Request, opened: Opened) -> Answer:
    """Keeps it, once for its Message-ID. Raises Unavailable where the store is away: it comes again."""
    said, known = request.said, request.known
    asked, trace = asked_in(request.headers, known), request.trace
    name = opened.name.replace("\\", "/").rpartition("/")[2]
    delivery = Delivery(
        partner=known.partner, door=DOOR, key=_key(said), source=known.line.source, site=known.line.site,
        name=name, media=opened.media, payload=opened.document, seen_at=hub.clock.now(),
        facts={"message_id": said.message_id} | ({STATE: trace.state} if trace and trace.state else {}),
        trace=trace.trace if trace else b"", parent=trace.span if trace else b"",
    )  # fmt: skip
    judged = Judged("processed", "The message was taken.", opened.signed)
    try:
        keep_delivery(hub.store, hub.blobs, delivery, hub.spans)
    except DeliveryConflict:
        judged = Judged("processed/error: message-id-conflict", "Its Message-ID was used for other bytes.")
    return receipt_for(said, known, asked, judged)


def take_receipt(hub: Hub, known: Known, entity: Entity) -> Response:
    """A receipt that comes later, held to the MIC in our Message-ID. Problem 400 for one that proves nothing.

    One that says no is told to people: what it is about was done as far as its send went.
    """
    try:
        receipt = read_receipt(entity, known.certificates, weak=known.line.weak)
        send_id, mic = _ours(receipt.message_id)
    except Unreadable as fault:
        raise Problem(400, fault.text, cause=fault.cause) from fault
    with hub.store.unit() as unit:
        came(hub.store, unit, hub.blobs, partner=known.partner, send_id=send_id)
    hub.arrived.notify()
    try:
        sent = held(receipt, mic, _LENGTHS[len(mic)])
        LOG.info("%s/%s: their late receipt says %s", known.partner, send_id, sent.text)
    except (Refused, Unavailable) as no:
        object_ = f"{known.partner}/{send_id}"
        said = RECEIPT_DENIED.raised(object_, f"{known.line.theirs} on {receipt.message_id}: {no.text}")
        told = internal(
            "alert.raised.v1", said, partner=known.partner, site="", key=f"{said.code}:{object_}:{mic.hex()}"
        )
        with hub.store.unit() as unit:
            store_arrivals(unit, hub.blobs, [told])
        hub.arrived.notify()
    return Response(status_code=204)


def _ours(message_id: str) -> tuple[str, bytes]:
    """The send and the MIC that stand in a Message-ID of ours. Unreadable where they do not."""
    send_id, _, mic = message_id.strip("<>").partition("@")[0].rpartition(".")
    try:
        digest = bytes.fromhex(mic)
    except ValueError:
        digest = b""
    if not 1 <= len(send_id) <= 100 or len(digest) not in _LENGTHS:
        raise Unreadable("it is a receipt for no message of this hub", cause="as2.other_receipt")
    return send_id, digest


def _key(said: Said) -> str:
    whole = f"{said.ours}/{said.theirs}/{said.message_id}"
    return whole if len(whole) <= KEY_MAX else f"sha256:{sha256(whole.encode()).hexdigest()}"
