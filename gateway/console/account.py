"""My account: the password, the second factor, recovery codes, and where I am signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from core.hub.persons import Person
from core.kernel.errors import Broken, Refused
from gateway.console import texts
from gateway.console.desk import desk_of, show
from gateway.console.guard import Anybody, Visitor, from_our_form
from gateway.console.people_acts import OwnAccount
from gateway.console.second_factor import picture

router = APIRouter()
OURS = [Depends(from_our_form)]
Text = Annotated[str, Form(max_length=300)]
Sealed = Annotated[str, Form(max_length=500)]


@router.get("/account")
def account(request: Request, who: Anybody, did: str = "") -> Response:
    """What a person may see and change of themselves; also where a second factor is still wanted of them."""
    return _page(request, who, did=did[:20])


@router.post("/account/password", dependencies=OURS)
def change_password(request: Request, who: Anybody, present: Text, wanted: Text, again: Text) -> Response:
    """The other sessions end."""
    if wanted != again:
        return _page(request, who, status=422, fault="account.unlike")
    try:
        OwnAccount(desk_of(request).people).change_password(who.session, present, wanted)
    except Refused as refused:
        return _page(request, who, status=_status(refused), fault=refused.cause)
    return _back(request, "password")


@router.post("/account/factor/begin", dependencies=OURS)
def begin_factor(request: Request, who: Anybody) -> Response:
    """A picture for the telephone; nothing holds until its first code has come back."""
    sealed, secret = OwnAccount(desk_of(request).people).begin_factor(who.name)
    return _page(request, who, begun=_begun(sealed, secret, who.name))


@router.post("/account/factor/confirm", dependencies=OURS)
def confirm_factor(request: Request, who: Anybody, sealed: Sealed, code: Text) -> Response:
    """The first code: from now on it is asked for; the recovery codes are shown this once."""
    own = OwnAccount(desk_of(request).people)
    try:
        codes = own.confirm_factor(who.session, sealed, code)
    except Broken as error:
        raise Refused("the form was changed; begin again", cause="factor.form") from error
    except Refused as refused:
        begun = _begun(sealed, own.opened(who.name, sealed), who.name)
        return _page(request, who, status=422, fault=refused.cause, begun=begun)
    return _page(request, who, codes=codes)


@router.post("/account/factor/codes", dependencies=OURS)
def new_codes(request: Request, who: Anybody, present: Text) -> Response:
    """New recovery codes in place of the old."""
    try:
        codes = OwnAccount(desk_of(request).people).new_codes(who.session, present)
    except Refused as refused:
        return _page(request, who, status=_status(refused), fault=refused.cause)
    return _page(request, who, codes=codes)


@router.post("/account/factor/drop", dependencies=OURS)
def drop_factor(request: Request, who: Anybody, present: Text) -> Response:
    """Back to the password alone."""
    try:
        OwnAccount(desk_of(request).people).drop_factor(who.session, present)
    except Refused as refused:
        return _page(request, who, status=_status(refused), fault=refused.cause)
    return _back(request, "dropped")


@router.post("/account/sessions/end", dependencies=OURS)
def end_session(request: Request, who: Anybody, session: Text = "") -> Response:
    """One session, or all but this one."""
    own = OwnAccount(desk_of(request).people)
    if session:
        own.end_session(who.name, session)
    else:
        own.end_others(who.session)
    return _back(request, "ended")


def _page(request: Request, who: Visitor, *, status: int = 200, **said: Any) -> Response:
    desk = desk_of(request)
    person = desk.hub.store.get(Person, who.name)
    context: dict[str, Any] = {"did": "", "fault": "", "begun": None, "codes": [], **said}
    return show(
        request,
        "account.html",
        status=status,
        me=person,
        mine=who.session,
        sessions=desk.people.sessions(who.name),
        codes_left=OwnAccount(desk.people).codes_left(who.name),
        wanted=desk.lacks_factor(who.session, person) if person else False,
        languages=texts.LANGUAGES,
        **context,
    )


def _begun(sealed: str, secret: bytes, name: str) -> dict[str, Any]:
    groups = [secret.decode()[at : at + 4] for at in range(0, len(secret), 4)]
    # The picture is drawn here, of our own letters: nothing in it comes from a reader.
    return {"sealed": sealed, "picture": Markup(picture(secret, name)), "secret": " ".join(groups)}  # noqa: S704


def _status(refused: Refused) -> int:
    return 429 if refused.cause == "sign_in.wait" else 422


def _back(request: Request, did: str) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/account?did={did}", status_code=303)
