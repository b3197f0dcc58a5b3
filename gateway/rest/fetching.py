"""What a partner fetches itself: messages laid out for it, in order, behind the place it knows."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response, Security
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from adapters.collect.endpoint import ADAPTER
from adapters.wiring.hub import Hub
from core.hub.collected import Collected, ready, the_box
from core.hub.contracts import Partner
from core.kernel.errors import UNDECODABLE
from gateway.rest.callers import TOKEN, caller
from gateway.rest.described_lists import answers_route
from gateway.rest.messages import NUMBER_MAX, Prefer
from gateway.rest.outcomes import JSON, wait_until

PAGE = 50
PAGE_MAX = 200
LOOK_EVERY_S = 0.25


class Wanted(BaseModel):
    """Which box, and behind which place."""

    box: Annotated[str, Field(max_length=64, description="the send's name; needed if you have several")] = ""
    after: Annotated[int, Field(ge=0, le=NUMBER_MAX, description="`next` of the page before")] = 0
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, description="how many at most")] = PAGE


def answers_router(hub: Hub) -> APIRouter:
    """GET /v1/answers."""
    router = APIRouter(tags=["answers"], dependencies=[Security(TOKEN)])

    @router.get("/v1/answers", **answers_route())
    async def answers(request: Request, wanted: Annotated[Wanted, Query()], prefer: Prefer = "") -> Response:
        partner = await caller(hub, request)
        endpoint = await run_in_threadpool(_endpoint, hub, partner, wanted.box)
        until = wait_until(prefer)
        while True:
            found = await run_in_threadpool(_ready, hub, endpoint, wanted)
            left = until - time.monotonic()
            if found or left <= 0:
                return _page(found, wanted)
            await asyncio.sleep(min(LOOK_EVERY_S, left))

    return router


def _endpoint(hub: Hub, partner: str, named: str) -> str:
    """Of the contract in force, so that a send that is taken out of it is not read any more."""
    row = hub.store.get(Partner, partner)
    sends = hub.library.contract(row.contract).sends if row is not None else ()
    return f"{partner}/{the_box([send.name for send in sends if send.adapter == ADAPTER], named)}"


def _ready(hub: Hub, endpoint: str, wanted: Wanted) -> list[Collected]:
    return ready(hub.store, endpoint, after=wanted.after, limit=wanted.limit)


def _page(found: list[Collected], wanted: Wanted) -> Response:
    last = found[-1].sequence if found else wanted.after
    said = {"items": [_item(row) for row in found], "next": last}
    return Response(msgspec.json.encode(said), 200, media_type=JSON)


def _item(row: Collected) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "id": row.send_id,
        "message": row.message_id,
        "type": row.type,
        "key": row.key,
        "name": row.name,
        "ready_at": row.ready_at,
        "media": row.media,
        **_body(row),
    }


def _body(row: Collected) -> dict[str, Any]:
    """JSON as JSON, other texts as text, and what is neither as base64."""
    if row.media.partition(";")[0] == JSON:
        try:
            msgspec.json.decode(row.body)
            return {"body": msgspec.Raw(row.body)}
        except UNDECODABLE:
            pass
    try:
        return {"text": row.body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(row.body).decode()}
