"""Applications: what waits for whom since when, and one with its papers, its rating and its decisions."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.loan import Mode
from gateway.console import application_reading as reading
from gateway.console.desk import Nav, desk_of, show
from gateway.console.facility_words import APPLICATIONS
from gateway.console.guard import Visitor, needs_whole
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/applications", N_("Applications"), "application", "i", "loan.see", whole=True)
STATES = ("open", "any", *APPLICATIONS)
Seeing = Annotated[Visitor, needs_whole("loan.see")]


class Looking(BaseModel):
    """Which applications: in a state, of a mode, by number or borrower, behind a number."""

    state: str = Field(default="open", max_length=40)
    mode: Literal["", "order", "goods", "receipt", "factoring", "receivable", "policy", "prepayment"] = ""
    q: str = Field(default="", max_length=200)
    after: str = Field(default="", max_length=200)


@router.get("/applications")
def applications(request: Request, who: Seeing, looking: Annotated[Looking, Query()]) -> Response:
    """Those that fit, by number, with when each came into its state."""
    state = looking.state if looking.state in STATES else "open"
    wanted = reading.Wanted(state, looking.mode, looking.q.strip(), looking.after)
    found = reading.found_applications(desk_of(request).hub.store, wanted)
    template = "applications_rows.html" if request.headers.get("hx-request") else "applications.html"
    return show(request, template, found=found, wanted=wanted, states=STATES, modes=list(Mode))


@router.get("/applications/{number:path}")
def application(request: Request, number: str, who: Seeing) -> Response:
    """One application, as far as it is on its way."""
    shown = reading.shown_of(desk_of(request).hub.store, number)
    if shown is None:
        raise HTTPException(404)
    template = "application_board.html" if request.headers.get("hx-request") else "application.html"
    return show(request, template, shown=shown, one=shown.application)
