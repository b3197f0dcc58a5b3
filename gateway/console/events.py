"""The stream of live events that every open page listens to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from core.hub.rights import Rights, Scope
from gateway.console.desk import desk_of
from gateway.console.guard import COOKIE, Visitor, needs

router = APIRouter()
# An open page whose session was ended hears no longer than this.
CHECK_S = 5.0
Seeing = Annotated[Visitor, needs("alert.list")]


@router.get("/events")
async def events(request: Request, who: Seeing) -> Response:
    """Server-sent events from now on, resumed by the id of the last one the browser has."""
    stream = (
        await desk_of(request)
        .live.of(who.scope, values=_reads_all(who.rights))
        .listen(request.headers.get("last-event-id", ""))
    )
    return StreamingResponse(
        _while_allowed(stream, request, who),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no", "cache-control": "no-cache"},
    )


async def _while_allowed(
    stream: AsyncIterator[bytes], request: Request, who: Visitor
) -> AsyncIterator[bytes]:
    """Ends with the session, or when the roles change: the page comes back and is told what it may see."""
    people, token = desk_of(request).people, request.cookies.get(COOKIE, "")
    loop = asyncio.get_running_loop()
    checked_at = loop.time()
    async for part in stream:
        if loop.time() - checked_at > CHECK_S:
            checked_at = loop.time()
            found = await run_in_threadpool(people.visit, token)
            if found is None or _seen(found[1].rights) != _seen(who.rights):
                return
        yield part


def _seen(rights: Rights) -> tuple[Scope, bool]:
    return rights.scope("alert.list"), _reads_all(rights)


def _reads_all(rights: Rights) -> bool:
    """Whether everything that is alarmed here may be read too; a part of it is not enough."""
    reading, alarmed = rights.scope("message.see_body").partners, rights.scope("alert.list").partners
    return reading is None or (alarmed is not None and alarmed <= reading)
