"""The token door for partners' machines (RFC 6749, client credentials), and the rotation of their secrets."""

from __future__ import annotations

import base64
import math
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from fastapi import APIRouter, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from adapters.wiring.hub import Hub
from core.hub.clients import access_of, client_with, give_access, rotate_secret
from core.hub.limits import Rate
from gateway.rest.bodies import read_body
from gateway.rest.problems import Problem

FORM = "application/x-www-form-urlencoded"
FORM_BYTES_MAX = 8 * 1024
FIELDS_MAX = 20
# A machine asks once in a quarter of an hour; whoever guesses asks more often.
ASKING = Rate(per_s=1.0, burst=20)
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthFault(Exception):
    """An error as RFC 6749 section 5.2 says it."""

    def __init__(self, error: str, text: str, status: int = 400, **headers: str) -> None:
        super().__init__(text)
        self.body = {"error": error, "error_description": text}
        self.status = status
        self.headers = headers


def oauth_router(hub: Hub) -> APIRouter:
    """POST /oauth2/token and POST /v1/client/secret."""
    router = APIRouter(tags=["access"])

    @router.post("/oauth2/token", **_TOKEN_ROUTE)
    async def token(request: Request) -> Response:
        try:
            return await _token(hub, request)
        except OAuthFault as fault:
            return _json(fault.body, fault.status, fault.headers)

    @router.post("/v1/client/secret", **_SECRET_ROUTE)
    async def new_secret(authorization: Annotated[str, Header()] = "") -> Response:
        return await run_in_threadpool(_rotate, hub, authorization)

    return router


async def _token(hub: Hub, request: Request) -> Response:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        raise OAuthFault("invalid_request", f"send the fields as {FORM}")
    fields = _fields(await read_body(request, bytes_max=FORM_BYTES_MAX))
    client_id, secret = _credentials(request.headers.get("authorization", ""), fields)
    if fields.get("grant_type") != "client_credentials":
        asked = "grant_type is missing" if not fields.get("grant_type") else "grant_type is not taken here"
        error = "invalid_request" if not fields.get("grant_type") else "unsupported_grant_type"
        raise OAuthFault(error, f"{asked}; write grant_type=client_credentials")
    if fields.get("scope"):
        raise OAuthFault("invalid_scope", "there are no scopes here: a client may do what its contract says")
    return await run_in_threadpool(_give, hub, client_id, secret)


def _give(hub: Hub, client_id: str, secret: str) -> Response:
    wait_s = hub.limits.take(f"oauth/{client_id[:100]}", ASKING)
    if wait_s:
        retry = {"Retry-After": str(math.ceil(wait_s))}
        raise OAuthFault("invalid_client", "asked too often; wait as Retry-After says", 429, **retry)
    client = client_with(hub.store, client_id, secret, hub.store.now())
    if client is None:
        challenge = {"WWW-Authenticate": 'Basic realm="lianqiao"'}
        raise OAuthFault("invalid_client", "client or secret is wrong, or revoked", 401, **challenge)
    with hub.store.unit() as unit:
        token, lasts_s = give_access(unit, client)
    return _json({"access_token": token, "token_type": "Bearer", "expires_in": lasts_s}, 200, {})


def _rotate(hub: Hub, authorization: str) -> Response:
    kind, _, token = authorization.partition(" ")
    access = access_of(hub.store, token, hub.store.now()) if kind.lower() == "bearer" and token else None
    if access is None:
        detail = "send `Authorization: Bearer <token>` with a token from /oauth2/token"
        raise Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})
    with hub.store.unit() as unit:
        secret, until = rotate_secret(unit, access.client_id)
    said = {
        "client_id": access.client_id,
        "client_secret": secret,
        "previous_until": until.isoformat(timespec="seconds"),
    }
    return _json(said, 200, {})


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (UnicodeDecodeError, ValueError) as error:
        raise OAuthFault("invalid_request", f"the form cannot be read: {error}") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise OAuthFault("invalid_request", "a field stands twice")
    return fields


def _credentials(authorization: str, fields: dict[str, str]) -> tuple[str, str]:
    """Of the header or the form, never both."""
    kind, _, said = authorization.partition(" ")
    if not authorization:
        if not fields.get("client_id") or "client_secret" not in fields:
            challenge = {"WWW-Authenticate": 'Basic realm="lianqiao"'}
            raise OAuthFault("invalid_client", "client_id and client_secret are missing", 401, **challenge)
        return fields["client_id"], fields["client_secret"]
    if "client_secret" in fields:
        raise OAuthFault("invalid_request", "the secret stands in the header and in the form; send one")
    try:
        name, colon, secret = base64.b64decode(said, validate=True).decode().partition(":")
    except ValueError:  # Of base64, of what is not ASCII, of what is not UTF-8.
        name, colon, secret = "", "", ""
    if kind.lower() != "basic" or not colon:
        challenge = {"WWW-Authenticate": 'Basic realm="lianqiao"'}
        raise OAuthFault("invalid_client", "Authorization is not Basic", 401, **challenge)
    if fields.get("client_id", unquote_plus(name)) != unquote_plus(name):
        raise OAuthFault("invalid_request", "the header and the form name two clients")
    return unquote_plus(name), unquote_plus(secret)


def _json(said: dict[str, object] | dict[str, str], status: int, headers: dict[str, str]) -> Response:
    return Response(msgspec.json.encode(said), status, {**NO_STORE, **headers}, "application/json")


def _example(text: str, example: dict[str, object]) -> dict[str, object]:
    return {"description": text, "content": {"application/json": {"example": example}}}


_FORM_SCHEMA = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "client_id": {"type": "string"},
        "client_secret": {"type": "string"},
    },
}
_TOKEN_ROUTE: dict[str, Any] = {
    "summary": "An access token for a machine",
    "description": "OAuth2 client credentials (RFC 6749 §4.4). The client proves itself by HTTP Basic or in"
    " the form. A token lasts a quarter of an hour; ask for the next one before it ends.",
    "operation_id": "token",
    "openapi_extra": {"requestBody": {"required": True, "content": {FORM: {"schema": _FORM_SCHEMA}}}},
    "responses": {
        200: _example("A token", {"access_token": "…", "token_type": "Bearer", "expires_in": 900}),
        400: _example("The request is wrong", {"error": "unsupported_grant_type", "error_description": "…"}),
        401: _example("The client is not proven", {"error": "invalid_client", "error_description": "…"}),
        429: _example("Asked too often", {"error": "invalid_client", "error_description": "…"}),
    },
}
_SECRET_ROUTE: dict[str, Any] = {
    "summary": "A new secret for the machine that asks",
    "description": "The old secret holds for 24 hours more, so that all its machines can be changed; of still"
    " older ones none holds. Needs a token from /oauth2/token.",
    "operation_id": "rotateSecret",
    "responses": {
        200: _example(
            "The new secret, shown once",
            {"client_id": "acme-1", "client_secret": "…", "previous_until": "2026-11-24T08:00:00+00:00"},
        ),
    },
}
