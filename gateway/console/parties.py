"""Parties: a search, and one with its roles, versions, statements, ties and standing."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.parties import Party, blocked
from gateway.console import party_reading as reading
from gateway.console.desk import Nav, desk_of, show
from gateway.console.guard import SEE_PERSONAL, Visitor, needs_whole
from gateway.console.ratios import NAMES, terms_of
from gateway.console.texts import N_
from gateway.console.tie_picture import picture_of

router = APIRouter()
NAV = Nav(5, "/parties", N_("Parties"), "party", "y", "party.see", whole=True)
# Shown by themselves above what else the master says.
ABOVE = ("uscc", "name", "roles", "status")
Word = Annotated[str, Query(max_length=200)]
Standing = Literal["", "good", "potential", "blacklisted"]
Seeing = Annotated[Visitor, needs_whole("party.see")]


@router.get("/parties")
def parties(
    request: Request, who: Seeing, q: Word = "", standing: Standing = "", after: Word = ""
) -> Response:
    """Whoever fits, in the order of codes."""
    desk = desk_of(request)
    found = reading.search(desk.hub.store, q.strip(), standing, after)
    why = {one.uscc: blocked(one, desk.now()) for one in found.parties}
    template = "parties_rows.html" if request.headers.get("hx-request") else "parties.html"
    return show(request, template, found=found, q=q.strip(), standing=standing, why=why)


@router.get("/parties/party/{uscc}")
def party(request: Request, uscc: str, who: Seeing) -> Response:
    """One party, as it is known now and as it was known before."""
    desk = desk_of(request)
    store = desk.hub.store
    found = store.get(Party, uscc.upper())
    if found is None:
        raise HTTPException(404)
    personal = who.rights.may(SEE_PERSONAL)
    ties, hops, cut = reading.ties_around(store, found.uscc)
    names = reading.names_of(store, hops, personal=personal)
    facts = reading.facts_of(found.body, personal=personal)
    return show(
        request,
        "party.html",
        party=found,
        why=blocked(found, desk.now()),
        proposer=reading.proposer_of(store, found) if found.standing else "",
        facts=[(name, reading.text_of(value)) for name, value in facts.items() if name not in ABOVE],
        versions=reading.versions_of(store, found.uscc, personal=personal),
        terms=terms_of(store, found.uscc),
        ratio_names=NAMES,
        picture=picture_of(ties, hops, names),
        ties=ties,
        names=names,
        cut=cut,
    )
