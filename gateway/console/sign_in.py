"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from core.hub.persons import Person
from core.kernel.errors import Refused
from gateway.console import texts
from gateway.console.desk import NO_RIGHTS, desk_of, show
from gateway.console.guard import COOKIE, FORM_COOKIE, from_first_form, from_our_form, safe_next
from gateway.console.people import HALF_WAY, SESSION, Entered

router = APIRouter()
YEAR_S = 365 * 24 * 3600
HALF_COOKIE = "lianqiao_half"
DEVICE_COOKIE = "lianqiao_device"
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
    known, about = request.cookies.get(DEVICE_COOKIE, ""), request.headers.get("user-agent", "")
    try:
        entered = desk_of(request).people.sign_in(name, password, device=known, about=about)
    except Refused as refused:
        request.state.csrf = request.cookies.get(FORM_COOKIE, "")
        status = 429 if refused.cause == "sign_in.wait" else 403
        return show(request, "sign_in.html", status=status, next=next, fault=refused.cause, name=name)
    if entered.half:
        request.state.csrf = request.cookies.get(FORM_COOKIE, "")
        page = show(request, "sign_in_code.html", next=next, fault="")
        _keep(request, page, HALF_COOKIE, entered.token, int(HALF_WAY.total_seconds()))
        return page
    return inside(request, entered, next)


@router.post("/sign-in/code", dependencies=[Depends(from_first_form)])
def second_step(request: Request, code: Text, next: Text = "") -> Response:
    """The telephone's code, after the password; a recovery code does once in its place."""
    half, known = request.cookies.get(HALF_COOKIE, ""), request.cookies.get(DEVICE_COOKIE, "")
    try:
        entered = desk_of(request).people.second_step(half, code, device=known)
    except Refused as refused:
        request.state.csrf = request.cookies.get(FORM_COOKIE, "")
        if refused.cause == "sign_in.again":
            return show(request, "sign_in.html", status=403, next=next, fault="sign_in.again", name="")
        status = 429 if refused.cause == "sign_in.wait" else 403
        return show(request, "sign_in_code.html", status=status, next=next, fault=refused.cause)
    return inside(request, entered, next)


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


def inside(request: Request, entered: Entered, wanted: str) -> Response:
    """The page that was wanted, with the session's cookies."""
    base = request.scope.get("root_path", "")
    target = safe_next(wanted, base) if wanted else base + _first_page(request, entered.session.name)
    answer = RedirectResponse(target, status_code=303)
    _keep(request, answer, COOKIE, entered.token, int(SESSION.total_seconds()) * 2)
    if entered.device:
        _keep(request, answer, DEVICE_COOKIE, entered.device, YEAR_S)
    answer.delete_cookie(FORM_COOKIE, path=base or "/")
    answer.delete_cookie(HALF_COOKIE, path=base or "/")
    return answer


def _first_page(request: Request, name: str) -> str:
    """The first page of the rail that the roles hold; without roles there is the account."""
    desk = desk_of(request)
    person = desk.hub.store.get(Person, name)
    held = person.rights if person else NO_RIGHTS
    return next((page.path for page in desk.pages if held.may_somewhere(page.action)), "/account")


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
