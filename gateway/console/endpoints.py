"""Endpoints: where messages leave the house, what became of each try, and the hands on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from core.hub import outbox, pausing
from core.hub.concealing import try_without_values
from core.hub.views import TryCursor
from core.kernel.errors import Refused
from gateway.console.desk import Desk, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.cursors import try_cursor_of, try_text_of
from gateway.endpoint_desk import SeenEndpoint, endpoints_of, the_endpoint, try_endpoint

router = APIRouter()
TRIES = 50
Name = Annotated[str, Query(max_length=140)]
Seeing = Annotated[Visitor, needs("send.list")]
Moving = Annotated[Visitor, needs("send.move")]


@router.get("/endpoints")
def endpoints(request: Request, who: Seeing) -> Response:
    """All endpoints of the partners in scope, those in trouble first."""
    desk = desk_of(request)
    scope = who.scope.partners
    found = endpoints_of(desk.hub, None if scope is None else sorted(scope))
    seen = [_seen_by(who, one) for one in found]
    template = "endpoints_rows.html" if request.headers.get("hx-request") else "endpoints.html"
    return show(request, template, endpoints=seen)


@router.get("/endpoints/endpoint")
def endpoint(request: Request, who: Seeing, name: Name = "", before: Name = "", did: Name = "") -> Response:
    """One endpoint: how it stands, and its tries, newest first."""
    desk = desk_of(request)
    seen = _known(desk, name, who)
    context = {"seen": _seen_by(who, seen), **_log(desk, seen, who, try_cursor_of(before))}
    if request.headers.get("hx-request"):
        return show(request, "endpoint_log.html", first=not before, **context)
    return show(request, "endpoint.html", first=not before, did=_did(desk, seen, did), **context)


@router.post("/endpoints/endpoint/{act}", dependencies=[Depends(from_our_form)])
def move(
    request: Request,
    act: Literal["pause", "resume", "test"],
    who: Moving,
    name: Annotated[str, Form(max_length=140)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Pauses it, lets it go on, or tries it once, now."""
    desk = desk_of(request)
    seen = _known(desk, name, who)
    did: str = act
    if act == "test":
        did = try_endpoint(desk.hub, seen.name, who.name).send_id
    else:
        with desk.hub.store.unit() as unit:
            if act == "pause":
                pausing.pause(unit, seen.name, who.name, reason)
            else:
                pausing.resume(unit, seen.name, who.name)
    base = request.scope.get("root_path", "")
    query = urlencode({"name": seen.name, "did": did})
    return RedirectResponse(f"{base}/endpoints/endpoint?{query}", status_code=303)


def _known(desk: Desk, name: str, who: Visitor) -> SeenEndpoint:
    if not who.scope.holds(name.partition("/")[0]):
        raise HTTPException(404)
    try:
        return the_endpoint(desk.hub, name)
    except Refused as error:
        raise HTTPException(404) from error


def _log(desk: Desk, seen: SeenEndpoint, who: Visitor, before: TryCursor | None) -> dict[str, Any]:
    found = desk.views.tries(seen.name, before=before, limit=TRIES + 1)
    last = found[TRIES - 1] if len(found) > TRIES else None
    older = try_text_of(TryCursor(last.at, last.send_id, last.attempt)) if last is not None else ""
    shown = found[:TRIES]
    return {
        "tries": shown if who.sees_body_of(seen.partner) else [try_without_values(one) for one in shown],
        "older": older,
    }


def _seen_by(who: Visitor, seen: SeenEndpoint) -> SeenEndpoint:
    if who.sees_body_of(seen.partner):
        return seen
    last = try_without_values(seen.last) if seen.last is not None else None
    breaker = seen.breaker and msgspec.structs.replace(seen.breaker, text="")
    return msgspec.structs.replace(seen, last=last, breaker=breaker)


def _did(desk: Desk, seen: SeenEndpoint, did: str) -> tuple[str, str]:
    """(what was done, what came of it): of a test how it ended; nothing for a word that nobody said here."""
    if did in ("pause", "resume"):
        return did, ""
    sent = desk.hub.store.get(outbox.Outgoing, did) if did else None
    if sent is None or sent.endpoint != seen.name or sent.type != outbox.TRIED:
        return "", ""
    return "arrived" if sent.state == outbox.SENT else "failed", sent.text
