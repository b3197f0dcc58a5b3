"""Custody: what is pledged, what it is worth against its floor and lines, and what lies where right now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.collateral.call import LAPSED, Call
from core.collateral.call import OPEN as CALLED
from core.collateral.contract import Contract, Holding, PledgedLot, Terms
from core.collateral.mark import Mark
from core.collateral.series import PricePoint, Series
from core.custody.lot import Lot
from core.custody.site import Site
from core.hub.alert_book import ACKNOWLEDGED, OPEN
from gateway.console.alerts import alerts_for
from gateway.console.charts import curve_of, prices_of
from gateway.console.custody_control import Control, control_of
from gateway.console.custody_watch import blind_causes
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.reach import Reach
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(5, "/custody", N_("Custody"), "goods", "c", "custody.see")
LEVEL_ORDER = ("LIQUIDATE", "CALL", "WATCH", "NORMAL")
CONTRACTS_MAX = 200
SITES_MAX = 200
SITES_SHOWN, LOTS_ON_BOARD = 24, 10
LOTS_SHOWN = 100
POINTS_MAX = 1_000
ALERTS_MAX = 200
CHART_DAYS = 30
CALLS_MAX = 500
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs("custody.see")]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """One contract under watch with all that its page shows."""

    contract: Contract
    terms: list[Terms]
    holdings: list[Holding]
    lots: list[Lot]
    curve: dict[str, Any]
    prices: list[dict[str, Any]]
    control: Control


@router.get("/custody")
def custody(request: Request, who: Seeing) -> Response:
    """Every contract under watch, the worst first, and every site."""
    desk = desk_of(request)
    reach = Reach(desk.hub, who.scope)
    contracts = [
        one
        for level in LEVEL_ORDER
        for one in desk.hub.store.rows(Contract, limit=CONTRACTS_MAX, level=level)
        if reach.contract(one)
    ]
    template = "custody_board.html" if request.headers.get("hx-request") else "custody.html"
    sites = [one for one in _sites(desk) if reach.site(one.site)]
    shown = sites[:SITES_SHOWN]
    said: dict[str, Any] = {"contracts": contracts, "sites": shown, "others": sites[SITES_SHOWN:]}
    return show(
        request, template, live=_live_lots(desk, shown), at_most=LOTS_ON_BOARD, calls=_calls(desk), **said
    )


@router.get("/custody/contract/{contract_no:path}")
def contract(request: Request, contract_no: str, who: Seeing) -> Response:
    """One contract: value against floor and lines, its prices, its lots, its alerts."""
    desk = desk_of(request)
    board = _board(desk, contract_no, Reach(desk.hub, who.scope))
    sites = {lot.site for lot in board.lots}
    alerts = [
        alert
        for alert in alerts_for(who, (OPEN, ACKNOWLEDGED), ALERTS_MAX)
        if contract_no in alert.object or alert.site in sites
    ]
    template = "contract_board.html" if request.headers.get("hx-request") else "contract.html"
    return show(request, template, board=board, open_alerts=alerts, said="")


@router.get("/custody/site/{site:path}")
def site(request: Request, site: str, who: Seeing, after: Word = "") -> Response:
    """One site: its rules, its state, and the lots that lie there now."""
    desk = desk_of(request)
    found = desk.hub.store.get(Site, site)
    key = (site, after) if after else None
    lots = desk.hub.store.rows(Lot, limit=LOTS_SHOWN + 1, after=key, site=site, in_stock=True)
    if (found is None and not lots) or not Reach(desk.hub, who.scope).site(site):
        raise HTTPException(404)
    template = "site_lots.html" if request.headers.get("hx-request") else "site.html"
    more = lots[LOTS_SHOWN - 1].lot_no if len(lots) > LOTS_SHOWN else ""
    alerts = [one for one in alerts_for(who, (OPEN, ACKNOWLEDGED), ALERTS_MAX) if one.site == site]
    return show(
        request,
        template,
        name=site,
        site=found,
        lots=lots[:LOTS_SHOWN],
        more=more,
        open_alerts=alerts,
        blind=blind_causes(desk, site),
        said="",
    )


def _sites(desk: Desk) -> list[Site]:
    """Every site that goods lie at or that has rules, those in trouble first."""
    found = {one.site: one for one in desk.hub.store.rows(Site, limit=SITES_MAX)}
    for name in desk.views.beginnings(Lot, limit=SITES_MAX):
        found.setdefault(name, Site(site=name))
    return sorted(found.values(), key=lambda one: (not (one.stopped_since or one.blind_since), one.site))


def _calls(desk: Desk) -> dict[str, Call]:
    """The call that a contract has not answered yet, of each that has one."""
    store = desk.hub.store
    rows = [one for state in (CALLED, LAPSED) for one in store.rows(Call, limit=CALLS_MAX, state=state)]
    return {one.contract_no: one for one in rows}


def _live_lots(desk: Desk, sites: list[Site]) -> dict[str, list[Lot]]:
    """The first lots of each site, and one more where there are more; its own page has all of them."""
    found: dict[str, list[Lot]] = {}
    for one in sites:
        found[one.site] = desk.hub.store.rows(Lot, limit=LOTS_ON_BOARD + 1, site=one.site, in_stock=True)
    return found


def _board(desk: Desk, contract_no: str, reach: Reach) -> Board:
    store, views = desk.hub.store, desk.views
    contract = store.get(Contract, contract_no)
    if contract is None or not reach.contract(contract):
        raise HTTPException(404)
    terms = store.rows(Terms, limit=100, contract_no=contract_no)
    pledged = store.rows(PledgedLot, limit=LOTS_SHOWN, contract_no=contract_no)
    lots = [store.get(Lot, one.site, one.lot_no) for one in pledged]
    marks = views.newest(Mark, limit=POINTS_MAX, contract_no=contract_no)
    since = _since(desk.now())
    return Board(
        contract=contract,
        terms=terms,
        holdings=store.rows(Holding, limit=100, contract_no=contract_no),
        lots=[lot for lot in lots if lot is not None],
        curve=curve_of(contract, [mark for mark in marks if mark.event_time >= since]),
        prices=[
            prices_of(
                one,
                store.get(Series, one.series),
                views.newest(PricePoint, limit=POINTS_MAX, series=one.series),
            )
            for one in terms
        ],
        control=control_of(store, views, contract, terms, desk.now()),
    )


def _since(now: datetime) -> datetime:
    return now - timedelta(days=CHART_DAYS)
