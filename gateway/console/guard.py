"""Who may come in, what they may do here, and what a browser may: sessions, rights, tokens, headers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from core.hub.persons import Session
from core.hub.rights import ALL, Rights, Scope
from core.hub.views import Views
from gateway.console.desk import desk_of

COOKIE = "lianqiao_session"
FORM_COOKIE = "lianqiao_form"
FILES_MAX = 20
SEE_BODY = "message.see_body"
SEE_PERSONAL = "message.see_personal"
# Who names no action sees of no partner.
NOBODY = Scope(frozenset())
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        b" form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class NotSignedIn(Exception):
    """Nobody is signed in: the page becomes the sign-in page."""


class Forged(Exception):
    """A post without the token of its form."""


class NotAllowed(Exception):
    """Somebody is signed in whose roles do not hold the action."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever asks: the session, the rights, and what of the hub the action of this page is allowed about.

    views: the read side, with nothing in it but the partners in scope.
    """

    session: Session
    rights: Rights
    scope: Scope
    views: Views

    @property
    def name(self) -> str:
        return self.session.name

    @property
    def sees_bodies(self) -> bool:
        return self.rights.may_somewhere(SEE_BODY)

    def sees_body_of(self, partner: str) -> bool:
        return self.rights.may(SEE_BODY, partner)

    def sees_personal_of(self, partner: str) -> bool:
        return self.rights.may(SEE_PERSONAL, partner)

    def require(self, action: str, partner: str) -> None:
        """Raises NotAllowed for an action that is held nowhere, 404 for one that is held elsewhere."""
        if not self.rights.may_somewhere(action):
            raise NotAllowed(action)
        if not self.rights.may(action, partner):
            raise HTTPException(404)


class FactorWanted(Exception):
    """Signed in by a password alone where this house wants a second factor: only the account is open."""


def anybody(request: Request) -> Visitor:
    """Whoever asks. Raises NotSignedIn."""
    desk = desk_of(request)
    found = desk.people.visit(request.cookies.get(COOKIE, ""))
    if found is None:
        raise NotSignedIn
    request.state.session, person = found
    request.state.lacks_factor = desk.lacks_factor(*found)
    request.state.rights = person.rights
    return Visitor(session=found[0], rights=person.rights, scope=NOBODY, views=desk.views.within(NOBODY))


class Needs:
    """What a route asks for before anything else: one action, and the answer is in its scope."""

    def __init__(self, action: str) -> None:
        self.action = action

    def __call__(self, request: Request) -> Visitor:
        visitor = anybody(request)
        if request.state.lacks_factor:
            raise FactorWanted
        if not visitor.rights.may_somewhere(self.action):
            raise NotAllowed(self.action)
        scope = visitor.rights.scope(self.action)
        views = desk_of(request).views.within(scope)
        return Visitor(session=visitor.session, rights=visitor.rights, scope=scope, views=views)


def needs(action: str) -> Any:
    """A route's parameter: the visitor, who may do this. Raises NotSignedIn or NotAllowed."""
    return Depends(Needs(action))


class NeedsWhole(Needs):
    """The same for what bears no partner's name: the action is held for all partners, or nothing is there."""

    def __call__(self, request: Request) -> Visitor:
        visitor = super().__call__(request)
        visitor.require(self.action, ALL)
        return visitor


def needs_whole(action: str) -> Any:
    """A route's parameter: the visitor, who may do this about everybody. Raises as `needs` does, and 404."""
    return Depends(NeedsWhole(action))


def to_account(request: Request, _: Exception) -> Response:
    """There the second factor is set up."""
    base = request.scope.get("root_path", "")
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": f"{base}/account"})
    return RedirectResponse(f"{base}/account", status_code=303)


Anybody = Annotated[Visitor, Depends(anybody)]


async def from_our_form(request: Request, visitor: Anybody) -> None:
    """Raises Forged unless the post carries the token of the session."""
    await _require_token(request, visitor.session.csrf)


async def from_first_form(request: Request) -> None:
    """Raises Forged unless the post carries the token that the sign-in page was given."""
    await _require_token(request, request.cookies.get(FORM_COOKIE, ""))


async def with_files_from_our_form(request: Request, visitor: Anybody) -> list[tuple[str, bytes]]:
    """The files of a post that carries the token of the session, with their names."""
    await _require_token(request, visitor.session.csrf, files_max=FILES_MAX)
    form = await request.form()
    sent = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
    return [(one.filename or "sample", await one.read()) for one in sent if one.filename or one.size]


async def _require_token(request: Request, expected: str, *, files_max: int = 0) -> None:
    form = await request.form(max_files=files_max, max_fields=100)
    given = request.headers.get("x-csrf") or str(form.get("csrf", ""))
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if elsewhere or not expected or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Forged


def to_sign_in(request: Request, _: Exception) -> Response:
    """Asks who it is, and comes back to the page that was wanted."""
    base = request.scope.get("root_path", "")
    if request.headers.get("sec-fetch-site") == "cross-site":
        # A link in a mail or chat brings no strict cookie; the same page asked for from here does.
        return HTMLResponse('<!doctype html><meta http-equiv="refresh" content="0"><title>链桥</title>')
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = f"{base}/sign-in" + (f"?next={quote(wanted)}" if request.method == "GET" else "")
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": f"{base}/sign-in"})
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    return RedirectResponse(target, status_code=303)


def safe_next(wanted: str, base: str) -> str:
    """Where to go after signing in: only a page of this console."""
    plain = wanted.startswith(f"{base}/") and not any(sign in wanted for sign in ("\\", "\n", "\r", "//"))
    return wanted if plain else f"{base}/"


class SecurityHeaders:
    """Puts the security headers on every answer of the console."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                named = {name.lower() for name, _ in headers}
                headers += HEADERS
                if b"cache-control" not in named:
                    headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, send_with_headers)
