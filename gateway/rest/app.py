"""The web applications: console and partners' REST on one port, the agents' door on its own."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator

from fastapi import FastAPI

import gateway
from adapters.wiring.hub import Hub
from gateway.console import add_console
from gateway.door_limits import DoorLimits
from gateway.house_rules import HouseRules
from gateway.rest.agents import agents_router
from gateway.rest.door_headers import DoorHeaders
from gateway.rest.door_traces import DoorTraces
from gateway.rest.doorkeeper import Doorkeeper
from gateway.rest.enrolment import enrolment_router
from gateway.rest.health import health_router
from gateway.rest.messages import messages_router
from gateway.rest.metrics import metrics_router
from gateway.rest.oauth import oauth_router
from gateway.rest.problems import add_problems
from gateway.trust import Trust


def make_app(
    hub: Hub,
    limits: DoorLimits | None = None,
    rules: HouseRules | None = None,
    *,
    metrics_token: str = "",
) -> FastAPI:
    """The application over this hub; metrics_token: what a scraper shows, "" = it asks from here."""
    app = FastAPI(
        title="Lianqiao 链桥",
        version="1",
        description="The partners' door of the integration gateway; agents speak docs/wire.md.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    add_problems(app)
    app.include_router(messages_router(hub, limits or DoorLimits()))
    for add_routes in _other_doors():
        add_routes(app, hub, limits or DoorLimits())
    app.include_router(oauth_router(hub))
    app.include_router(health_router(hub.store))
    app.include_router(metrics_router(hub, metrics_token))
    app.add_middleware(DoorHeaders)
    app.add_middleware(DoorTraces, clock=hub.clock, spans=hub.spans)
    add_console(app, hub, rules)
    return app


def _other_doors() -> Iterator[Callable[[FastAPI, Hub, DoorLimits], None]]:
    """Every `gateway/<name>/web_door.py`: doors on this port that speak something else than REST."""
    for package in pkgutil.iter_modules(gateway.__path__):
        name = f"gateway.{package.name}.web_door"
        if package.ispkg and importlib.util.find_spec(name) is not None:
            yield importlib.import_module(name).add_routes


def make_agents_app(trust: Trust, *, asks: bool = True) -> FastAPI:
    """Only the agents' door, for its own TLS port.

    asks: for a certificate at each request; not where the door stands inside one machine without TLS.
    """
    hub = trust.hub
    app = FastAPI(title="Lianqiao 链桥 agents", docs_url=None, redoc_url=None, openapi_url=None)
    add_problems(app)
    keeper = Doorkeeper(trust.standing, asks=asks)
    app.include_router(enrolment_router(trust, keeper))
    app.include_router(agents_router(trust, keeper))
    app.include_router(health_router(hub.store))
    app.add_middleware(DoorTraces, clock=hub.clock, spans=hub.spans)
    return app
