"""Whose machine asks at the partners' door."""

from __future__ import annotations

from fastapi import Request
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.access import partner_of
from gateway.rest.problems import Problem

# Only the description: who it is is asked of the store, below.
TOKEN = HTTPBearer(
    scheme_name="partnerToken", description="a token that the hub's operators gave you", auto_error=False
)


async def caller(hub: Hub, request: Request) -> str:
    """The partner whose token it is. Problem 401 if it is nobody's."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    partner = (
        await run_in_threadpool(partner_of, hub.store, token, hub.clock.now())
        if kind.lower() == "bearer" and token
        else None
    )
    if partner is None:
        detail = "send `Authorization: Bearer <token>` with a token that the hub's operators gave you"
        raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
    return partner
