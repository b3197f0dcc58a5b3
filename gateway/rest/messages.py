"""The partners' door: a document in, its place and outcome back; what was handed in, page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response, Security
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.deliveries import Delivery
from core.hub.months import gone_with
from core.hub.views import Place
from gateway.door_limits import DoorLimits
from gateway.rest.bodies import read_body
from gateway.rest.callers import TOKEN, caller
from gateway.rest.described import KEY_TEXT, PREFER_TEXT, hand_in_route, look_route
from gateway.rest.handing_in import (
    DOOR,
    FORMATS,
    KEY_CHARACTERS_MAX,
    OPEN_MEDIA,
    media_of,
    take_in,
    traced,
)
from gateway.rest.outcomes import Outcomes, shown, wait_until
from gateway.rest.problems import Problem
from gateway.rest.quotas import Quotas

IdempotencyKey = Annotated[str, Header(max_length=KEY_CHARACTERS_MAX, min_length=1, description=KEY_TEXT)]
Prefer = Annotated[str, Header(description=PREFER_TEXT)]
# What is above fits no column of the store.
NUMBER_MAX = 2**62
PlacePart = Annotated[int, Path(description="as in `Location`")]


class HandIn(BaseModel):
    """What a partner says about a document beside its bytes."""

    source: Annotated[str, Field(max_length=64, description="the source, as your contract names it")]
    site: Annotated[str, Field(max_length=64, description="the site, as your contract names it")]
    name: Annotated[str, Field(max_length=255, description="your name for it (file, number)")] = ""


def messages_router(hub: Hub, limits: DoorLimits, quotas: Quotas) -> APIRouter:
    """The routes of the partners' door."""
    bytes_max = limits.body_bytes_max
    outcomes = Outcomes(hub)
    router = APIRouter(tags=["messages"], dependencies=[Security(TOKEN)])

    @router.post("/v1/messages", status_code=202, **hand_in_route((*FORMATS, *OPEN_MEDIA), bytes_max))
    async def hand_in(
        request: Request,
        said: Annotated[HandIn, Query()],
        idempotency_key: IdempotencyKey,
        prefer: Prefer = "",
    ) -> Response:
        partner = await caller(hub, request)
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
            media=media_of(request.headers.get("content-type", "")),
            payload=payload,
            seen_at=hub.clock.now(),
        )
        kept = await run_in_threadpool(take_in, hub, traced(delivery, request))
        return shown(await outcomes.once_known(kept, until=wait_until(prefer)), kept)

    @router.get("/v1/messages/{partition}/{number}", **look_route())
    async def look(request: Request, partition: PlacePart, number: PlacePart) -> Response:
        partner = await caller(hub, request)
        return await run_in_threadpool(_look, hub, outcomes, partner, Place(partition, number))

    return router


def _look(hub: Hub, outcomes: Outcomes, partner: str, place: Place) -> Response:
    partition, number = place
    if not (0 <= partition <= NUMBER_MAX and 0 <= number <= NUMBER_MAX):
        raise Problem(404, "you handed in no message of so great a number")
    kept = hub.store.arrival(partition, number) or gone_with(hub.store, partition, number)
    if kept is None or kept.partner != partner:
        raise Problem(404, f"you handed in no message {partition}/{number}")
    return shown(outcomes.present(place))
