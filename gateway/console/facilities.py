"""Facilities and the lines they stand on: what is granted, held, used and free, of whom, until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.kernel.days import date_of
from core.loan import Mode
from gateway.console import facility_reading as reading
from gateway.console import line_reading as lines
from gateway.console.days import month_beside, month_of, month_text, today
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.facility_words import FACILITIES
from gateway.console.guard import Visitor, needs_whole
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/facilities", N_("Limits"), "facility", "h", "loan.see", whole=True)
STATES = ("running", "any", *FACILITIES)
Kind = Literal["borrower", "core", "buyer", "supervisor", "funder"]
Seeing = Annotated[Visitor, needs_whole("loan.see")]


class Looking(BaseModel):
    """Which facilities: in a state, of a mode, by number or borrower, behind a number."""

    state: str = Field(default="running", max_length=40)
    mode: Literal["", "order", "goods", "receipt", "factoring", "receivable", "policy", "prepayment"] = ""
    q: str = Field(default="", max_length=200)
    after: str = Field(default="", max_length=200)


class Branching(BaseModel):
    """Which lines: of one kind, behind an owner in a currency."""

    kind: Kind = "borrower"
    currency: str = Field(default="", max_length=3)
    after: str = Field(default="", max_length=200)


class Which(BaseModel):
    """One line, and a month of what moved it."""

    kind: Kind
    owner: str = Field(max_length=200)
    currency: str = Field(max_length=3)
    month: str = Field(default="", max_length=10)


@router.get("/facilities")
def facilities(request: Request, who: Seeing, looking: Annotated[Looking, Query()]) -> Response:
    """Those that fit, by number, each with its line."""
    desk = desk_of(request)
    state = looking.state if looking.state in STATES else "running"
    wanted = reading.Wanted(state, looking.mode, looking.q.strip(), looking.after)
    found = reading.found_facilities(desk.hub.store, wanted, _today(desk))
    template = "facilities_rows.html" if request.headers.get("hx-request") else "facilities.html"
    return show(request, template, found=found, wanted=wanted, states=STATES, modes=list(Mode))


@router.get("/facilities/facility/{number:path}")
def facility(request: Request, number: str, who: Seeing) -> Response:
    """One facility: its people, its lines, what is drawn on it, and everything that was ever held."""
    desk = desk_of(request)
    shown = reading.shown_of(desk.hub.store, number, _today(desk))
    if shown is None:
        raise HTTPException(404)
    template = "facility_board.html" if request.headers.get("hx-request") else "facility.html"
    return show(request, template, shown=shown, one=shown.facility, unused=reading.unused(shown.lines))


@router.get("/facilities/lines")
def tree(request: Request, who: Seeing, at: Annotated[Branching, Query()]) -> Response:
    """Lines of one kind of owner, each with the facilities that stand on it."""
    after = (at.currency, at.after) if at.currency and at.after else None
    found = lines.tree_of(desk_of(request).hub.store, at.kind, after)
    template = "lines_rows.html" if request.headers.get("hx-request") else "lines.html"
    return show(request, template, tree=found, kind=at.kind, kinds=lines.KINDS)


@router.get("/facilities/line")
def line(request: Request, who: Seeing, which: Annotated[Which, Query()]) -> Response:
    """One line: who hangs on it, and what moved it in a month."""
    desk = desk_of(request)
    found = lines.branch_of(desk.hub.store, which.kind, which.owner, which.currency)
    if found is None:
        raise HTTPException(404)
    month = month_of(which.month) or today(desk.now()) // 100
    return show(
        request,
        "line.html",
        branch=found[0],
        cut=found[1],
        moves=lines.moves_of(desk.hub.store, found[0].amounts, month),
        month=month_text(month),
        before=month_text(month_beside(month, -1)),
        behind=month_text(month_beside(month, 1)) if month < today(desk.now()) // 100 else "",
    )


def _today(desk: Desk) -> date:
    return date_of(today(desk.now()))
