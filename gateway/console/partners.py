"""Partners: who there is, what its contract says, how its feeds keep their times, and its monthly report."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from msgspec.structs import replace
from starlette.exceptions import HTTPException

from adapters.database.partner_months import DatabasePartnerMonths
from core.hub.contracts import Partner
from core.hub.feed_records import FeedTurn, Watched
from core.hub.partner_month import Month
from gateway.console.desk import Nav, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.texts import N_
from gateway.reporting import contract_of, last_month, report_of, this_month

router = APIRouter()
NAV = Nav(8, "/partners", N_("Partners"), "partner", "n", "message.list")
SHOWN = 500
TURNS_SHOWN = 30
SHOWN_BACK = timedelta(days=31)
Seeing = Annotated[Visitor, needs("message.list")]
Asked = Annotated[str, Query(max_length=7)]


@router.get("/partners")
def list_partners(request: Request, who: Seeing) -> Response:
    """All that the visitor may know of, each with the alarms of its feeds."""
    hub = desk_of(request).hub
    known = [row for row in hub.store.rows(Partner, limit=SHOWN) if who.scope.holds(row.partner)]
    rows = [(row, hub.library.contract(row.contract), _alarms(request, row.partner)) for row in known]
    return show(request, "partners.html", partners=rows)


@router.get("/partners/{partner}")
def partner_page(request: Request, partner: str, who: Seeing) -> Response:
    """Its contract in words, the last turns of its feeds, and the way to its reports."""
    _known(request, partner, who)
    hub = desk_of(request).hub
    return show(
        request,
        "partner.html",
        contract=contract_of(hub, partner),
        turns=_last_turns(request, partner),
        alarms=_alarms(request, partner),
        months=(this_month(hub, partner), last_month(hub, partner)),
    )


@router.get("/partners/{partner}/report")
def partner_report(request: Request, partner: str, who: Seeing, month: Asked = "") -> Response:
    """The page at once; what must be counted comes into it."""
    _known(request, partner, who)
    chosen = month or last_month(desk_of(request).hub, partner)
    return show(request, "partner_report.html", partner=partner, month=chosen)


@router.get("/partners/{partner}/report/counted")
def partner_report_counted(request: Request, partner: str, who: Seeing, month: Asked) -> Response:
    """The report itself; what documents tell is summed for whoever may read them."""
    _known(request, partner, who)
    report = report_of(desk_of(request).hub, partner, month)
    if not who.sees_body_of(partner):
        report = replace(report, amounts=())
    return show(request, "partner_report_body.html", report=report)


def _known(request: Request, partner: str, who: Visitor) -> None:
    if not who.scope.holds(partner) or desk_of(request).hub.store.get(Partner, partner) is None:
        raise HTTPException(404)


def _last_turns(request: Request, partner: str) -> list[FeedTurn]:
    hub = desk_of(request).hub
    now = hub.store.now()
    month = Month("", "", now - SHOWN_BACK, now)
    turns = DatabasePartnerMonths(hub.store.engine).turns(partner, month)
    return sorted(turns, key=lambda turn: turn.due_at, reverse=True)[:TURNS_SHOWN]


def _alarms(request: Request, partner: str) -> list[Watched]:
    return desk_of(request).hub.store.rows(Watched, limit=SHOWN, partner=partner)
