"""The watch over goods: releases with their codes, counts and patrols, what is not seen, what is alarmed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Literal, NamedTuple, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from core.custody import Blindness, Break, ReleaseOrder, Site, Variance, WatchPlan
from core.hub.alert_book import ACKNOWLEDGED, OPEN, Alert
from core.hub.records import Record
from gateway.console.alerts import GRAVITY, alerts_for
from gateway.console.custody_control import Order, order_of
from gateway.console.desk import Desk, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.reach import Reach

router = APIRouter()
CODES = tuple(f"C{number:02}" for number in range(1, 16))
ROWS, PLANS_MAX, SITES_MAX, CASES_SHOWN, BLIND_MAX, ALERTS_MAX = 50, 20, 200, 20, 500, 1_000
Seeing = Annotated[Visitor, needs("custody.see")]
State = Literal["open", "waiting", "done", "expired", "cancelled"]


class Looking(BaseModel):
    """Which release orders: in a state, behind a site's number."""

    state: State = "open"
    site: str = Field(default="", max_length=200)
    after: str = Field(default="", max_length=200)


class Looked(NamedTuple):
    """How one site was looked at: what is planned, and what counts and snapshots left open."""

    site: Site
    plans: tuple[WatchPlan, ...]
    variances: tuple[Variance, ...]
    breaks: tuple[Break, ...]

    def urgency(self, now: datetime) -> tuple[bool, int, str]:
        """Those with something missed or open stand first."""
        missed = any(plan.missed or plan.is_missed(now) for plan in self.plans)
        return not (missed or self.site.blind_since), -len(self.variances) - len(self.breaks), self.site.site


@router.get("/custody/releases")
def releases(request: Request, who: Seeing, looking: Annotated[Looking, Query()]) -> Response:
    """Release orders in one state, by site and number, with what was taken and what became of their codes."""
    desk = desk_of(request)
    rows = _orders(desk, Reach(desk.hub, who.scope), looking)
    shown = rows[:ROWS]
    found: list[Order] = [order_of(desk.hub.store, one) for one in shown]
    more = shown[-1] if len(rows) > ROWS else None
    template = "releases_rows.html" if request.headers.get("hx-request") else "releases.html"
    return show(request, template, found=found, more=more, state=looking.state, states=get_args(State))


@router.get("/custody/counts")
def counts(request: Request, who: Seeing) -> Response:
    """Every site with what is planned to be looked at, and what was found otherwise than the book."""
    desk = desk_of(request)
    sites = _looked(desk, Reach(desk.hub, who.scope))
    template = "counts_rows.html" if request.headers.get("hx-request") else "counts.html"
    return show(request, template, sites=sites)


@router.get("/custody/exceptions")
def exceptions(request: Request, who: Seeing) -> Response:
    """Every open exception C01 to C15 by code with its first response, and sites that are not seen."""
    desk = desk_of(request)
    reach = Reach(desk.hub, who.scope)
    found = alerts_for(who, (OPEN, ACKNOWLEDGED), ALERTS_MAX)
    mine = sorted((one for one in found if one.code in CODES), key=_gravity)
    blind = (
        desk.hub.store.rows(Blindness, limit=BLIND_MAX)
        if reach.sites is None
        else [one for site in reach.sites for one in blind_causes(desk, site)]
    )
    template = "exceptions_rows.html" if request.headers.get("hx-request") else "exceptions.html"
    return show(
        request,
        template,
        codes=CODES,
        counts=Counter(one.code for one in mine),
        found=mine,
        blind=blind,
        cut=len(found) >= ALERTS_MAX,
    )


def blind_causes(desk: Desk, site: str) -> list[Blindness]:
    """Why a site is not seen, cause by cause."""
    return desk.hub.store.rows(Blindness, limit=CASES_SHOWN, site=site)


def _orders(desk: Desk, reach: Reach, looking: Looking) -> list[ReleaseOrder]:
    """One more than a page; of who sees some sites alone those are asked, so that no other is named."""
    store, state = desk.hub.store, looking.state
    key = (looking.site, looking.after) if looking.site and looking.after else None
    if reach.sites is None:
        return store.rows(ReleaseOrder, limit=ROWS + 1, after=key, state=state)
    found: list[ReleaseOrder] = []
    for site in reach.sites:
        if len(found) > ROWS or (key is not None and site < key[0]):
            continue
        after = key if key is not None and site == key[0] else None
        found += store.rows(ReleaseOrder, limit=ROWS + 1, after=after, site=site, state=state)
    return found[: ROWS + 1]


def _looked(desk: Desk, reach: Reach) -> list[Looked]:
    store = desk.hub.store
    found = []
    for name in (_watched(desk) if reach.sites is None else reach.sites)[:SITES_MAX]:
        plans = [one for one in store.rows(WatchPlan, limit=PLANS_MAX, site=name) if one.open]
        found.append(
            Looked(
                store.get(Site, name) or Site(site=name),
                tuple(sorted(plans, key=lambda plan: plan.next_due)),
                tuple(store.rows(Variance, limit=CASES_SHOWN, site=name, open=True)),
                tuple(store.rows(Break, limit=CASES_SHOWN, site=name, open=True)),
            )
        )
    return sorted(found, key=lambda one: one.urgency(desk.now()))


def _watched(desk: Desk) -> list[str]:
    """Every site that has rules, plans, or something that was found otherwise."""
    kinds: tuple[type[Record], ...] = (Site, WatchPlan, Variance, Break)
    names = (str(name) for kind in kinds for name in desk.views.beginnings(kind, limit=SITES_MAX))
    return sorted(set(names))


def _gravity(alert: Alert) -> tuple[int, str]:
    grave = GRAVITY.index(alert.severity) if alert.severity in GRAVITY else len(GRAVITY)
    return grave, alert.code
