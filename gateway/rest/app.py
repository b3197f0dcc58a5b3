"""The web application: console, partners' REST and the agents' door on one port."""

from __future__ import annotations

from fastapi import FastAPI, Response

from adapters.wiring.hub import Hub
from core.hub.contracts import Partner
from gateway.console import add_console
from gateway.rest.agents import agents_router
from gateway.rest.limits import DoorLimits
from gateway.rest.messages import messages_router
from gateway.rest.problems import add_problems


def make_app(hub: Hub, limits: DoorLimits | None = None) -> FastAPI:
    """The application over this hub."""
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
    app.include_router(agents_router(hub))
    _add_health(app, hub)
    add_console(app, hub)
    return app


def make_agents_app(hub: Hub) -> FastAPI:
    """Only the agents' door, for its own TLS port."""
    app = FastAPI(title="Lianqiao 链桥 agents", docs_url=None, redoc_url=None, openapi_url=None)
    add_problems(app)
    app.include_router(agents_router(hub))
    _add_health(app, hub)
    return app


def _add_health(app: FastAPI, hub: Hub) -> None:
    @app.get(
        "/health",
        tags=["health"],
        summary="Whether the hub and its store are there",
        responses={200: {"content": {"application/json": {"example": {"state": "ready"}}}}},
    )
    def health() -> Response:
        hub.store.get(Partner, "")
        return Response('{"state": "ready"}', media_type="application/json")
