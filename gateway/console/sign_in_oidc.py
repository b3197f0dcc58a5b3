"""Signing in by another house: there with a sealed cookie, and back with its word for a name we know."""

from __future__ import annotations

import base64
import logging
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from core.hub.persons import Person
from core.kernel.errors import Broken, HubError, Refused, Unavailable
from gateway.console.desk import desk_of, show
from gateway.console.sealing import Seal
from gateway.console.sign_in import inside
from gateway.oidc import KEPT_S, Begun, OidcProvider

LOG = logging.getLogger("lianqiao.console")
router = APIRouter()
COOKIE = "lianqiao_oidc"
OWNER = "oidc/sign-in"
Word = Annotated[str, Query(max_length=2000)]


@router.get("/sign-in/oidc")
def go(request: Request, next: Word = "") -> Response:
    """To the provider; what must come back is kept in the browser, sealed."""
    provider, seal = _provider(request)
    try:
        address, begun = provider.begin(next)
    except (Refused, Unavailable) as error:
        return _failed(request, error)
    answer = RedirectResponse(address, status_code=303)
    sealed = base64.urlsafe_b64encode(seal.close(OWNER, msgspec.json.encode(begun))).decode()
    # Lax: the way back begins at the provider, and a strict cookie would stay behind.
    answer.set_cookie(
        COOKIE,
        sealed,
        max_age=int(KEPT_S),
        path=f"{request.scope.get('root_path', '')}/sign-in",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/sign-in/oidc/back")
def back(request: Request, code: Word = "", state: Word = "") -> Response:
    """A session, if the provider vouches for the name of a person who is known here."""
    provider, seal = _provider(request)
    desk = desk_of(request)
    try:
        begun = _begun(request, seal)
        if not code:
            raise Refused("the provider gave no code", cause="oidc.refused")
        name = provider.name_of(begun, state, code)
        person = desk.hub.store.get(Person, name)
        if person is None:
            raise Refused("nobody here has this name", cause="oidc.unknown")
        entered = desk.people.come_by(person, "oidc", request.headers.get("user-agent", ""))
    except (Refused, Unavailable) as error:
        return _failed(request, error)
    answer = inside(request, entered, begun.next)
    answer.delete_cookie(COOKIE, path=f"{request.scope.get('root_path', '')}/sign-in")
    return answer


def _begun(request: Request, seal: Seal) -> Begun:
    try:
        raw = base64.urlsafe_b64decode(request.cookies.get(COOKIE, "").encode())
        return msgspec.json.decode(seal.open(OWNER, raw), type=Begun)
    except (Broken, ValueError, msgspec.DecodeError) as error:
        raise Refused("this sign-in was not begun in this browser", cause="oidc.state") from error


def _provider(request: Request) -> tuple[OidcProvider, Seal]:
    desk = desk_of(request)
    if desk.oidc is None or desk.people.seal is None:
        raise HTTPException(404)
    return desk.oidc, desk.people.seal


def _failed(request: Request, error: HubError) -> Response:
    """Why is in the log of the hub's people, not on a page for whoever comes by."""
    LOG.warning("a sign-in by the other house failed: %s (%s)", error.text, error.cause)
    status = 503 if isinstance(error, Unavailable) else 403
    said = {"unknown": error.cause == "oidc.unknown", "away": status == 503}
    page = show(request, "sign_in_oidc.html", status=status, **said)
    page.delete_cookie(COOKIE, path=f"{request.scope.get('root_path', '')}/sign-in")
    return page
