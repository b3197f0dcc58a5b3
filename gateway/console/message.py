"""Message: its whole way, the original beside what was understood, what came of it, and what to do."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from core.hub.audit_desk import look_at_body
from core.hub.concealing import story_within, story_without_values
from core.hub.explain import explain
from core.hub.months import gone_with
from core.hub.story import Part, Story, tell
from gateway.console.desk import Desk, desk_of, show
from gateway.console.gone import LetGo
from gateway.console.guard import Visitor, needs
from gateway.console.provenance import beside, personal_in
from gateway.console.provenance import original as original_of

router = APIRouter()
RELATED = 12
NUMBER_MAX = 2**62
Seeing = Annotated[Visitor, needs("message.list")]
Reading = Annotated[Visitor, needs("message.see_body")]


@router.get("/messages/{partition}/{number}")
def message(request: Request, partition: int, number: int, who: Seeing, document: int = 0) -> Response:
    """The page of one message; `document` chooses one of several."""
    desk = desk_of(request)
    story = _shown_to(who, story_at(desk, who, partition, number, document))
    outside = [part for part in story.parts if part.document.cause == -1]
    chosen = _chosen(outside, document)
    related = who.views.with_key(chosen.document.key, limit=RELATED + 1) if chosen is not None else []
    return show(
        request,
        "message.html",
        story=story,
        sees=who.sees_body_of(story.arrival.partner),
        outside=outside,
        chosen=chosen,
        made=[part for part in story.parts if part.document.cause != -1],
        related=[row for row in related if (row.partition, row.number) != (partition, number)][:RELATED],
    )


@router.get("/messages/{partition}/{number}/beside")
def original(request: Request, partition: int, number: int, who: Reading, document: int = 0) -> Response:
    """The original beside one canonical document, read anew for this page."""
    desk = desk_of(request)
    story = story_at(desk, who, partition, number, document)
    _look(desk, who, "message.read", f"{story.place}/{document}")
    personal = who.sees_personal_of(story.arrival.partner)
    found = beside(desk.hub, story, document, personal=personal)
    return show(request, "message_beside.html", story=story, beside=found)


@router.get("/messages/{partition}/{number}/original")
def download(request: Request, partition: int, number: int, who: Reading) -> Response:
    """The bytes as they arrived; a browser keeps them and never runs them."""
    desk = desk_of(request)
    story = story_at(desk, who, partition, number)
    name = f"{partition}-{number}.bin"
    _look(desk, who, "original.downloaded", story.place)
    return Response(
        original_of(desk.hub, story, personal=who.sees_personal_of(story.arrival.partner)),
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/messages/{partition}/{number}/explain")
def explained(request: Request, partition: int, number: int, who: Seeing) -> Response:
    """The same story as text, for a fault report."""
    desk = desk_of(request)
    story = story_at(desk, who, partition, number)
    if who.sees_body_of(story.arrival.partner):
        _look(desk, who, "message.explained", story.place)
    hides = _nothing if who.sees_personal_of(story.arrival.partner) else partial(personal_in, desk.hub)
    return Response(explain(_shown_to(who, story), hides), media_type="text/plain; charset=utf-8")


def _nothing(_mapping: str) -> tuple[str, ...]:
    return ()


def _look(desk: Desk, who: Visitor, what: str, on: str) -> None:
    """Written before it is shown: what cannot be written is not shown."""
    look_at_body(desk.hub.store, by=who.name, what=what, on=on)


def story_at(desk: Desk, who: Visitor, partition: int, number: int, document: int = 0) -> Story:
    """The story, or the page that says there is none."""
    if not (0 < partition < NUMBER_MAX and 0 < number < NUMBER_MAX and 0 <= document < NUMBER_MAX):
        raise HTTPException(404)
    outlet = desk.views.outlet(partition)
    handled = outlet is not None and outlet.position >= number
    story = tell(desk.hub.store, partition, number, handled=handled, also=document)
    gone = gone_with(desk.hub.store, partition, number) if story is None else None
    if gone is not None and who.scope.holds(gone.partner):
        raise LetGo(gone, f"{partition}/{number}")
    if story is None or not who.scope.holds(story.arrival.partner):
        raise HTTPException(404)
    return story


def _shown_to(who: Visitor, story: Story) -> Story:
    if who.scope.partners is not None:
        story = story_within(story, {one.partition for one in who.views.outlets()})
    return story if who.sees_body_of(story.arrival.partner) else story_without_values(story)


def _chosen(parts: list[Part], ordinal: int) -> Part | None:
    return next((part for part in parts if part.document.ordinal == ordinal), parts[0] if parts else None)
