"""The stream of live events that every open page listens to."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from gateway.console.desk import desk_of
from gateway.console.guard import signed_in

router = APIRouter()


@router.get("/events")
async def events(request: Request) -> Response:
    """Server-sent events from now on, resumed by the id of the last one the browser has."""
    await run_in_threadpool(signed_in, request)
    stream = await desk_of(request).live.listen(request.headers.get("last-event-id", ""))
    return StreamingResponse(
        stream,
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no", "cache-control": "no-cache"},
    )
