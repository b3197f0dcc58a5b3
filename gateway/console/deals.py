"""Deals: which there are and what is wrong with them, and one on a timeline with what blocks it now."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.loan import Application
from gateway.console import deal_list
from gateway.console.deal_blocks import blocks_of
from gateway.console.deal_list import Found, Wanted
from gateway.console.deal_products import Products
from gateway.console.deal_reading import TROUBLES, deal_of
from gateway.console.deal_timeline import timeline_of
from gateway.console.deal_words import MODES, STATES
from gateway.console.desk import Nav, desk_of, show
from gateway.console.guard import Visitor, needs_whole
from gateway.console.parties_of_deal import parties_of
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/deals", N_("Deals"), "deal", "d", "loan.see", whole=True)
Seeing = Annotated[Visitor, needs_whole("loan.see")]
Mode = Literal["", "order", "goods", "receipt", "factoring", "receivable", "policy", "prepayment"]
Trouble = Literal["", "any", "late", "doubt", "called", "frozen", "papers"]


class Looking(BaseModel):
    """What the filters of the list say. q: a party, or a number of a deal."""

    q: str = Field(default="", max_length=200)
    mode: Mode = ""
    state: str = Field(default="", max_length=40)
    trouble: Trouble = ""
    after: str = Field(default="", max_length=300)


@router.get("/deals")
def deals(request: Request, who: Seeing, looking: Annotated[Looking, Query()]) -> Response:
    """Those that fit; by a number of a deal that one alone."""
    store = desk_of(request).hub.store
    q, state = looking.q.strip(), looking.state if looking.state in STATES else ""
    party = deal_list.party_of(store, q) if q else ""
    numbered = deal_list.named_deals(store, q) if q and not party else []
    wanted = Wanted(looking.mode, state, looking.trouble, party, looking.after)
    found = Found(tuple(numbered)) if q and not party else deal_list.found_deals(store, wanted)
    template = "deals_rows.html" if request.headers.get("hx-request") else "deals.html"
    return show(
        request,
        template,
        found=found,
        looking=looking.model_copy(update={"q": q, "state": state, "after": ""}),
        modes=MODES,
        all_states=STATES,
        all_troubles=tuple(TROUBLES),
    )


@router.get("/deals/deal/{number:path}")
def deal(
    request: Request, number: str, who: Seeing, before: Annotated[int, Query(ge=0, le=99991231)] = 0
) -> Response:
    """One deal; before: the day behind which the timeline goes on."""
    desk = desk_of(request)
    application = desk.hub.store.get(Application, number)
    if application is None:
        raise HTTPException(404)
    found = deal_of(desk.hub.store, Products(desk.hub.store), application)
    template = "deal_board.html" if request.headers.get("hx-request") else "deal.html"
    return show(
        request,
        template,
        deal=found,
        parties=parties_of(desk.hub.store, found),
        blocks=blocks_of(desk, found),
        timeline=timeline_of(desk, who, found, before),
        before=before,
    )
