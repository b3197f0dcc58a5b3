"""Today: what fails, what is alarmed, what waits longest, how much flows, and who is silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from core.hub import failures
from core.hub.alert_book import OPEN
from core.hub.concealing import uncertain_without_values
from core.hub.documents import Handled
from core.hub.failures import Uncertain
from core.hub.recovery import still_open
from gateway.console.agents import agents_in, seen_agents
from gateway.console.clock import ticking
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.reach import Reach
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(1, "/", N_("Today"), "today", "t", "message.list")
GROUPS = 8
ALERTS = 8
UNCERTAIN = 50
RUNS = 2_000
CHART = timedelta(minutes=15)
BUCKET_S = 5
Seeing = Annotated[Visitor, needs("message.list")]


@router.get("/")
def today(request: Request, who: Seeing) -> Response:
    """The page, or only its panels when they are asked for anew."""
    desk = desk_of(request)
    template = "today_panels.html" if request.headers.get("hx-request") else "today.html"
    return show(request, template, **_panels(desk, who))


def _panels(desk: Desk, who: Visitor) -> dict[str, Any]:
    outlets = who.views.outlets()
    agents = seen_agents(desk, agents_in(desk, who.scope))
    return {
        "clock": ticking(desk),
        "life": {"open": len(still_open(desk.hub.store))},
        "counts": who.views.counts(),
        "groups": who.views.groups(failures.OPEN, limit=GROUPS),
        "open_alerts": who.views.alerts((OPEN,), limit=ALERTS),
        "silent": [
            alert for alert in who.views.alerts((OPEN, "acknowledged"), limit=500) if alert.code == "C05"
        ],
        "oldest": who.views.oldest_waiting(),
        "waiting": sum(outlet.waiting for outlet in outlets),
        "stopped": [outlet for outlet in outlets if outlet.stopped],
        "uncertain": _by_scope(_uncertain(desk, who)),
        "agents": agents,
        "chart": _handled_lately(desk, who),
        "bucket": BUCKET_S,
    }


def _uncertain(desk: Desk, who: Visitor) -> list[Uncertain]:
    reach, reading = Reach(desk.hub, who.scope), Reach(desk.hub, who.rights.scope("message.see_body"))
    rows = [row for row in desk.hub.store.rows(Uncertain, limit=UNCERTAIN) if reach.uncertain(row)]
    return [row if reading.uncertain(row) else uncertain_without_values(row) for row in rows]


def _by_scope(rows: list[Uncertain]) -> dict[str, list[Uncertain]]:
    """What makes each scope uncertain, the longest first."""
    found: dict[str, list[Uncertain]] = {}
    for row in sorted(rows, key=lambda row: row.since):
        found.setdefault(row.scope, []).append(row)
    return found


def _handled_lately(desk: Desk, who: Visitor) -> list[list[int]]:
    """[second, messages handled] for the last minutes in steps of BUCKET_S, from the last runs."""
    now = int(desk.now().timestamp()) // BUCKET_S * BUCKET_S
    begin = now - int(CHART.total_seconds())
    counts = dict.fromkeys(range(begin, now + 1, BUCKET_S), 0)
    for run in who.views.newest(Handled, limit=RUNS):
        second = int(run.at.timestamp()) // BUCKET_S * BUCKET_S
        if run.why == "new" and second in counts:
            counts[second] += run.last - run.first + 1
    return [[second, count] for second, count in counts.items()]
