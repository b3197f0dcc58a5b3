"""Who may come in and what a browser may do: sessions, tokens against forged posts, and security headers."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.console.desk import desk_of
from gateway.console.people import Session

COOKIE = "lianqiao_session"
FORM_COOKIE = "lianqiao_form"
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        b" form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class NotSignedIn(Exception):
    """Nobody is signed in: the page becomes the sign-in page."""


class Forged(Exception):
    """A post without the token of its form."""


def signed_in(request: Request) -> Session:
    """The session of whoever asks. Raises NotSignedIn."""
    session = desk_of(request).people.session(request.cookies.get(COOKIE, ""))
    if session is None:
        raise NotSignedIn
    request.state.session = session
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


async def from_our_form(request: Request, session: SignedIn) -> None:
    """Raises Forged unless the post carries the token of the session."""
    await _require_token(request, session.csrf)


async def from_first_form(request: Request) -> None:
    """Raises Forged unless the post carries the token that the sign-in page was given."""
    await _require_token(request, request.cookies.get(FORM_COOKIE, ""))


async def _require_token(request: Request, expected: str) -> None:
    form = await request.form(max_files=0, max_fields=100)
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
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
