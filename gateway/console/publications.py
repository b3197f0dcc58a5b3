"""Publications: contracts and mappings that were proposed, what they change, and the second person's yes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from core.hub import publications
from core.hub.publications import Publication
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(7, "/publications", N_("Publications"), "publish", "u", "mapping.list")
SHOWN = 50
Seeing = Annotated[Visitor, needs("mapping.list")]
Approving = Annotated[Visitor, needs("mapping.approve")]


@router.get("/publications")
def list_publications(request: Request, who: Seeing) -> Response:
    """The last ones, newest first; those that wait say so."""
    desk = desk_of(request)
    found = who.views.newest(Publication, limit=SHOWN, by="made_at")
    return show(request, "publications.html", publications=found, four_eyes=desk.rules.four_eyes)


@router.get("/publications/{publication_id}")
def publication(request: Request, publication_id: str, who: Seeing) -> Response:
    """One, with every file that it would change."""
    desk = desk_of(request)
    found = _known(desk, who, publication_id)
    return show(request, "publication.html", one=found, changes=publications.changes(desk.hub.store, found))


@router.post("/publications/{publication_id}/{act}", dependencies=[Depends(from_our_form)])
def decide(
    request: Request, publication_id: str, act: Literal["approve", "reject"], who: Approving
) -> Response:
    """In force from now on, or never; Refused to its maker."""
    desk = desk_of(request)
    found = _known(desk, who, publication_id)
    if act == "approve":
        desk.hub.approve(found.publication_id, who.name)
    else:
        with desk.hub.store.unit() as unit:
            publications.reject(unit, found.publication_id, who.name)
    desk.hub.arrived.notify()
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/publications/{publication_id}", status_code=303)


def _known(desk: Desk, who: Visitor, publication_id: str) -> Publication:
    found = desk.hub.store.get(Publication, publication_id)
    if found is None or not who.scope.holds(found.partner):
        raise HTTPException(404)
    return found
