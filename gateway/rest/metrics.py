"""GET /metrics for Prometheus: to whoever has its token, or to this machine alone where none is set."""

from __future__ import annotations

import hmac
from functools import partial

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from adapters.database.views import DatabaseViews
from adapters.wiring.hub import Hub
from gateway.metrics import Figures
from gateway.rest.problems import Problem
from gateway.span_figures import span_figures

PATH = "/metrics"
HERE = frozenset(("127.0.0.1", "::1"))
# A proxy on this machine brings strangers from here.
BROUGHT = ("x-forwarded-for", "forwarded", "x-real-ip")


def metrics_router(hub: Hub, token: str) -> APIRouter:
    """The address; partners' names stand in it, so it is not for everybody.

    token: the bearer token that a scraper shows, "" = only this machine may ask.
    """
    router = APIRouter(include_in_schema=False)
    figures = Figures(hub.store, DatabaseViews(hub.store.engine), more=partial(span_figures, hub.home))

    @router.get(PATH)
    def metrics(request: Request) -> Response:
        _require_scraper(request, token)
        return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)

    return router


def _require_scraper(request: Request, token: str) -> None:
    """Raises Problem 401 or 403."""
    if token:
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(said.encode(), token.encode()):
            raise Problem(401, "show the token of LIANQIAO_METRICS_TOKEN_FILE as a bearer token")
        return
    client = request.client.host if request.client else ""
    if client not in HERE or any(name in request.headers for name in BROUGHT):
        raise Problem(403, "figures are for this machine alone; LIANQIAO_METRICS_TOKEN_FILE lets others ask")
