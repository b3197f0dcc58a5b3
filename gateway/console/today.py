"""Today: what fails, what is alarmed, what waits longest, how much flows, and who is silent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from core.hub import failures
from core.hub.agents import Agent
from core.hub.alert_book import OPEN
from core.hub.documents import Handled
from core.hub.failures import Uncertain
from gateway.console.agents import seen_agents
from gateway.console.clock import ticking
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import SignedIn
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(1, "/", N_("Today"), "today", "t")
GROUPS = 8
ALERTS = 8
UNCERTAIN = 50
RUNS = 2_000
CHART = timedelta(minutes=15)
BUCKET_S = 5
AGENTS_MAX = 500


@router.get("/")
def today(request: Request, _: SignedIn) -> Response:
    """The page, or only its panels when they are asked for anew."""
    desk = desk_of(request)
    template = "today_panels.html" if request.headers.get("hx-request") else "today.html"
    return show(request, template, **_panels(desk))


def _panels(desk: Desk) -> dict[str, Any]:
    outlets = desk.views.outlets()
    agents = seen_agents(desk, desk.hub.store.rows(Agent, limit=AGENTS_MAX))
    return {
        "clock": ticking(desk),
        "counts": desk.views.counts(),
        "groups": desk.views.groups(failures.OPEN, limit=GROUPS),
        "open_alerts": desk.views.alerts((OPEN,), limit=ALERTS),
        "silent": [
            alert for alert in desk.views.alerts((OPEN, "acknowledged"), limit=500) if alert.code == "C05"
        ],
        "oldest": desk.views.oldest_waiting(),
        "waiting": sum(outlet.waiting for outlet in outlets),
        "stopped": [outlet for outlet in outlets if outlet.stopped],
        "uncertain": _by_scope(desk.hub.store.rows(Uncertain, limit=UNCERTAIN)),
        "agents": agents,
        "chart": _handled_lately(desk),
        "bucket": BUCKET_S,
    }


def _by_scope(rows: list[Uncertain]) -> dict[str, list[Uncertain]]:
    """What makes each scope uncertain, the longest first."""
    found: dict[str, list[Uncertain]] = {}
    for row in sorted(rows, key=lambda row: row.since):
        found.setdefault(row.scope, []).append(row)
    return found


def _handled_lately(desk: Desk) -> list[list[int]]:
    """[second, messages handled] for the last minutes in steps of BUCKET_S, from the last runs."""
    now = int(desk.now().timestamp()) // BUCKET_S * BUCKET_S
    begin = now - int(CHART.total_seconds())
    counts = dict.fromkeys(range(begin, now + 1, BUCKET_S), 0)
    for run in desk.views.newest(Handled, limit=RUNS):
        second = int(run.at.timestamp()) // BUCKET_S * BUCKET_S
        if run.why == "new" and second in counts:
            counts[second] += run.last - run.first + 1
    return [[second, count] for second, count in counts.items()]
