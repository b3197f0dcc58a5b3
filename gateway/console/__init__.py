"""The operators' console: server-rendered pages over the store, live by server-sent events."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from adapters.database.schema import create_schema
from adapters.database.views import DatabaseViews
from adapters.wiring.again import make_plans
from adapters.wiring.hub import Hub
from core.hub.redaction import blank_text
from core.kernel.errors import HubError, Unavailable
from gateway.console.body_limit import BodyLimit
from gateway.console.desk import Desk, environments, show
from gateway.console.gone import LetGo
from gateway.console.guard import (
    FactorWanted,
    Forged,
    NotAllowed,
    NotSignedIn,
    SecurityHeaders,
    to_account,
    to_sign_in,
)
from gateway.console.live import Live, TooManyPages
from gateway.console.people import People
from gateway.console.sealing import Seal
from gateway.house_rules import HouseRules
from gateway.oidc import OidcProvider

PATH = "/console"
STATIC = Path(__file__).parent / "static"


class _Static(StaticFiles):
    """Our files and the vendored ones; a browser asks again whether they changed."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


def add_console(app: FastAPI, hub: Hub, rules: HouseRules | None = None) -> FastAPI:
    """Mounts the console at /console, and leads / there; gives the mounted application."""
    create_schema(hub.store.engine, hub.clock.now())
    views = DatabaseViews(hub.store.engine)
    live = Live(views)
    # What only arrived shows in a number, which the poll finds; who is woken for it looks later at an alert.
    hub.handled.listen(live.wake)
    modules = page_modules()
    rules = rules or HouseRules()
    console = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    console.state.desk = Desk(
        hub=hub,
        views=views,
        people=People(hub.store, hub.clock, seal=Seal.kept_in(hub.home / "keys")),
        live=live,
        plans=make_plans(hub, four_eyes=rules.four_eyes),
        pages=tuple(sorted(module.NAV for module in modules if hasattr(module, "NAV"))),
        environments=environments(),
        rules=rules,
        oidc=OidcProvider(rules.oidc, hub.clock) if rules.oidc else None,
    )
    for module in modules:
        console.include_router(module.router)
    console.mount("/static", _Static(directory=STATIC), name="static")
    _add_answers(console)
    console.add_middleware(BodyLimit)
    console.add_middleware(SecurityHeaders)
    app.state.console = console
    app.mount(PATH, console)
    app.add_api_route("/", lambda: RedirectResponse(f"{PATH}/"), include_in_schema=False)
    return console


def page_modules() -> list[ModuleType]:
    """Every module of this package that has a `router`: a new page is a new file."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [module for module in modules if hasattr(module, "router")]


def _add_answers(console: FastAPI) -> None:
    """What is answered when something is not as it should be, always as a page that says what to do."""

    def away(request: Request, error: Exception) -> Response:
        page = show(request, "away.html", status=503, text=blank_text(getattr(error, "text", str(error))))
        page.headers["retry-after"] = "2"
        return page

    def failed(request: Request, error: Exception) -> Response:
        return show(request, "fault.html", status=409, text=blank_text(getattr(error, "text", str(error))))

    def forged(request: Request, _: Exception) -> Response:
        return show(request, "fault.html", status=403, text="")

    def not_allowed(request: Request, error: Exception) -> Response:
        return show(request, "not_allowed.html", status=403, action=getattr(error, "action", ""))

    def missing(request: Request, error: Exception) -> Response:
        if isinstance(error, LetGo):
            return show(request, "message_gone.html", status=410, gone=error.gone, place=error.place)
        status = error.status_code if isinstance(error, HTTPException) else 404
        return show(request, "missing.html", status=status)

    def full(_: Request, __: Exception) -> Response:
        return Response(status_code=503, headers={"retry-after": "10"})

    console.add_exception_handler(NotSignedIn, to_sign_in)
    console.add_exception_handler(FactorWanted, to_account)
    console.add_exception_handler(NotAllowed, not_allowed)
    console.add_exception_handler(Forged, forged)
    console.add_exception_handler(Unavailable, away)
    console.add_exception_handler(HubError, failed)
    console.add_exception_handler(TooManyPages, full)
    console.add_exception_handler(HTTPException, missing)
