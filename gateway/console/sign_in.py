"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from core.kernel.errors import Refused
from gateway.console import texts
from gateway.console.desk import desk_of, show
from gateway.console.guard import COOKIE, FORM_COOKIE, from_first_form, from_our_form, safe_next
from gateway.console.people import SESSION

router = APIRouter()
YEAR_S = 365 * 24 * 3600
Text = Annotated[str, Form(max_length=300)]


@router.get("/sign-in")
def ask(request: Request, next: str = "") -> Response:
    """The form; its token stands in a cookie of its own, for there is no session yet."""
    request.state.csrf = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    page = show(request, "sign_in.html", next=next, fault="", name="")
    _keep(request, page, FORM_COOKIE, request.state.csrf)
    return page


@router.post("/sign-in", dependencies=[Depends(from_first_form)])
def enter(request: Request, name: Text, password: Text, next: Text = "") -> Response:
    """A session, or the form again with what was wrong."""
    base = request.scope.get("root_path", "")
    try:
        token, _ = desk_of(request).people.sign_in(name, password)
    except Refused as refused:
        request.state.csrf = request.cookies.get(FORM_COOKIE, "")
        status = 429 if refused.cause == "sign_in.wait" else 403
        return show(request, "sign_in.html", status=status, next=next, fault=refused.cause, name=name)
    answer = RedirectResponse(safe_next(next, base), status_code=303)
    _keep(request, answer, COOKIE, token, int(SESSION.total_seconds()) * 2)
    answer.delete_cookie(FORM_COOKIE, path=base or "/")
    return answer


@router.post("/sign-out", dependencies=[Depends(from_our_form)])
def leave(request: Request) -> Response:
    """Ends the session here and in the store."""
    base = request.scope.get("root_path", "")
    desk_of(request).people.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse(f"{base}/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, path=base or "/")
    return answer


@router.get("/language/{language}")
def choose(request: Request, language: str, back: str = "") -> Response:
    """Keeps the language and goes back to the page."""
    base = request.scope.get("root_path", "")
    answer = RedirectResponse(safe_next(back, base), status_code=303)
    if language in texts.LANGUAGES:
        _keep(request, answer, texts.COOKIE, language, YEAR_S)
    return answer


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=request.scope.get("root_path", "") or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
