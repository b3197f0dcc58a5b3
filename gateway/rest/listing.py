"""What a partner handed in, by whatever door, newest first and page by page."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response, Security
from pydantic import AwareDatetime, BaseModel, Field
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.rights import Scope
from core.hub.views import Cursor, MessageRow, Wanted
from gateway.cursors import cursor_of, text_of
from gateway.rest.callers import TOKEN, caller
from gateway.rest.described_lists import list_route
from gateway.rest.outcomes import JSON
from gateway.rest.problems import Problem

PAGE = 50
PAGE_MAX = 200
# A partner's word for a state; the hub's own, where it has another one.
StateWord = Literal["taken", "waiting", "parked", "done", "noted", "refused", "unreadable", "conflict"]
_OWN = {"waiting": "retrying"}
_TOLD = {"retrying": "waiting", "dismissed": "noted"}


class Asked(BaseModel):
    """Which of them, and where the page begins."""

    before: Annotated[str, Field(max_length=100, description="`next` of the page before")] = ""
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX, description="how many at most")] = PAGE
    state: Annotated[StateWord | None, Field(description="only those that stand so")] = None
    source: Annotated[str, Field(max_length=64, description="only of this source of yours")] = ""
    key: Annotated[str, Field(max_length=200, description="only with this business key (order, lot …)")] = ""
    since: Annotated[AwareDatetime | None, Field(description="taken in at or after, RFC 3339")] = None
    until: Annotated[AwareDatetime | None, Field(description="taken in before, RFC 3339")] = None


def listing_router(hub: Hub) -> APIRouter:
    """GET /v1/messages."""
    router = APIRouter(tags=["messages"], dependencies=[Security(TOKEN)])

    @router.get("/v1/messages", **list_route())
    async def mine(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        partner = await caller(hub, request)
        return await run_in_threadpool(_page, hub, partner, asked)

    return router


def _page(hub: Hub, partner: str, asked: Asked) -> Response:
    views = hub.views.within(Scope(frozenset((partner,))))
    page = views.messages(_wanted(partner, asked), before=_before(asked.before), limit=asked.limit)
    said = {"items": [_item(row) for row in page.rows], "next": text_of(page.before)}
    return Response(msgspec.json.encode(said), 200, media_type=JSON)


def _wanted(partner: str, asked: Asked) -> Wanted:
    state = asked.state or ""
    return Wanted(
        text=asked.key,
        partner=partner,
        source=asked.source,
        state=_OWN.get(state, state),
        since=asked.since,
        until=asked.until,
    )


def _before(text: str) -> Cursor | None:
    cursor = cursor_of(text)
    if text and cursor is None:
        raise Problem(
            422, f"before={text!r} is no `next` of a page", cause="request.cursor", place="query before"
        )
    return cursor


def _item(row: MessageRow) -> dict[str, object]:
    return {
        "id": f"{row.partition}/{row.number}",
        "received_at": row.received_at,
        "source": row.source,
        "site": row.site,
        "name": row.name,
        "type": row.type,
        "key": row.key,
        "documents": row.documents,
        "state": _TOLD.get(row.state, row.state),
        "reason": row.reason,
    }
