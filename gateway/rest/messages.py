"""The partners' door: a document in, its place and outcome back."""

from __future__ import annotations

import asyncio
import re
import time
from functools import partial
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Path, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.access import partner_of
from core.hub.deliveries import Delivery, DeliveryConflict, Kept, keep_delivery
from core.hub.months import gone_with
from core.hub.redaction import scrubbed
from core.hub.status import FINAL, Status, status_of
from core.kernel.errors import Unreadable
from core.kernel.trace import STATE
from gateway.door_limits import DoorLimits
from gateway.rest.bodies import read_body
from gateway.rest.described import KEY_TEXT, PREFER_TEXT, hand_in_route, look_route
from gateway.rest.door_traces import trace_of
from gateway.rest.problems import Problem
from gateway.rest.quotas import Quotas

KEY_CHARACTERS_MAX = 200
WAIT_S_MAX = 10.0
LOOK_EVERY_S = 0.05
DOOR = "rest"
# Which reader can tell at the door whether a body of this media type is well-formed.
FORMATS = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
OPEN_MEDIA = ("text/csv", "text/plain", "application/octet-stream")
MALFORMED = tuple(
    f"{kind}.{fault}" for kind in ("json", "xml") for fault in ("malformed", "encoding", "too_deep")
)
# Only the description: who it is is asked of the store, below.
_TOKEN = HTTPBearer(
    scheme_name="partnerToken", description="a token that the hub's operators gave you", auto_error=False
)
IdempotencyKey = Annotated[str, Header(max_length=KEY_CHARACTERS_MAX, min_length=1, description=KEY_TEXT)]
Prefer = Annotated[str, Header(description=PREFER_TEXT)]
PlacePart = Annotated[int, Path(description="as in `Location`")]
_PREFER = re.compile(r"(?:^|,)\s*wait\s*=\s*(\d{1,3})\s*(?:,|$)")
_ANSWERS = {"done": 200, "noted": 200, "let_go": 200, "refused": 422, "conflict": 422, "unreadable": 400}


class HandIn(BaseModel):
    """What a partner says about a document beside its bytes."""

    source: Annotated[str, Field(max_length=64, description="the source, as your contract names it")]
    site: Annotated[str, Field(max_length=64, description="the site, as your contract names it")]
    name: Annotated[str, Field(max_length=255, description="your name for it (file, number)")] = ""


def messages_router(hub: Hub, limits: DoorLimits) -> APIRouter:
    """The routes of the partners' door."""
    bytes_max = limits.body_bytes_max
    quotas = Quotas(hub, limits)
    router = APIRouter(tags=["messages"], dependencies=[Security(_TOKEN)])

    @router.post("/v1/messages", status_code=202, **hand_in_route((*FORMATS, *OPEN_MEDIA), bytes_max))
    async def hand_in(
        request: Request,
        said: Annotated[HandIn, Query()],
        idempotency_key: IdempotencyKey,
        prefer: Prefer = "",
    ) -> Response:
        partner = await _partner(hub, request)
        allowed = await quotas.admit(partner)
        payload = await read_body(request, bytes_max=bytes_max)
        await run_in_threadpool(quotas.admit_bytes, partner, allowed, len(payload))
        delivery = Delivery(
            partner=partner,
            door=DOOR,
            key=idempotency_key,
            source=said.source,
            site=said.site,
            name=said.name,
            media=_media(request),
            payload=payload,
            seen_at=hub.clock.now(),
        )
        delivery = _traced(delivery, request)
        kept = await run_in_threadpool(partial(_keep, hub, delivery))
        hub.arrived.notify()
        await run_in_threadpool(partial(_require_well_formed, hub, delivery, kept))
        return await _answer(hub, kept, wait_s=_wait_s(prefer))

    @router.get("/v1/messages/{partition}/{number}", **look_route())
    async def look(request: Request, partition: PlacePart, number: PlacePart) -> Response:
        partner = await _partner(hub, request)
        return await run_in_threadpool(partial(_look, hub, partner, partition, number))

    return router


def _look(hub: Hub, partner: str, partition: int, number: int) -> Response:
    kept = hub.store.arrival(partition, number) or gone_with(hub.store, partition, number)
    status = status_of(hub.store, partition, number)
    if kept is None or status is None or kept.partner != partner:
        raise Problem(404, f"you handed in no message {partition}/{number}")
    return _shown(status)


async def _partner(hub: Hub, request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    partner = (
        await run_in_threadpool(partner_of, hub.store, token, hub.clock.now())
        if kind.lower() == "bearer" and token
        else None
    )
    if partner is None:
        detail = "send `Authorization: Bearer <token>` with a token that the hub's operators gave you"
        raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
    return partner


def _media(request: Request) -> str:
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media in FORMATS or media in OPEN_MEDIA:
        return media
    taken = ", ".join((*FORMATS, *OPEN_MEDIA))
    raise Problem(415, f"Content-Type {media or 'is missing'}; taken here: {taken}")


def _traced(delivery: Delivery, request: Request) -> Delivery:
    """In the trace of its request."""
    here = trace_of(request)
    if here is None:
        return delivery
    facts = {STATE: here.state} if here.state else {}
    return msgspec.structs.replace(delivery, facts=facts, trace=here.trace, parent=here.span)


def _keep(hub: Hub, delivery: Delivery) -> Kept:
    try:
        return keep_delivery(hub.store, hub.blobs, delivery, hub.spans)
    except DeliveryConflict as conflict:
        hub.arrived.notify()
        raise Problem(409, conflict.text, cause=conflict.cause, place=conflict.place) from conflict


def _require_well_formed(hub: Hub, delivery: Delivery, kept: Kept) -> None:
    """Bytes that are no JSON or XML at all are kept, and answered at once; what they mean is judged later."""
    format_ = FORMATS.get(delivery.media)
    if format_ is None:
        return
    try:
        hub.library.reader(format_).read(delivery.payload, {})
    except Unreadable as error:
        if error.cause in MALFORMED:
            where = {"Location": _location(kept)}
            said = scrubbed(error, delivery.payload)
            raise Problem(400, said.text, headers=where, cause=error.cause, place=error.place) from error


async def _answer(hub: Hub, kept: Kept, *, wait_s: float) -> Response:
    until = time.monotonic() + wait_s
    while True:
        status = await run_in_threadpool(status_of, hub.store, kept.partition, kept.number)
        if status is not None and status.state in FINAL:
            return _shown(status, kept)
        left = until - time.monotonic()
        if left <= 0:
            break
        await asyncio.sleep(min(LOOK_EVERY_S, left))
    if status is None:
        raise Problem(404, f"message {_location(kept)} is gone")
    return Response(msgspec.json.encode(status), 202, {"Location": _location(kept)}, "application/json")


def _shown(status: Status, kept: Kept | None = None) -> Response:
    code = _ANSWERS.get(status.state, 202)
    headers = {} if kept is None else {"Location": _location(kept)}
    return Response(msgspec.json.encode(status), code, headers, "application/json")


def _wait_s(prefer: str) -> float:
    asked = _PREFER.search(prefer)
    return min(float(asked[1]), WAIT_S_MAX) if asked else 0.0


def _location(kept: Kept) -> str:
    return f"/v1/messages/{kept.partition}/{kept.number}"
