"""People: who may sign in, what each may do, and what an administrator does when a telephone is lost."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from core.hub.contracts import Partner
from core.hub.persons import Person
from core.hub.rights import ROLES, Grant, read_grant
from gateway.console.desk import Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.people import PEOPLE_MAX
from gateway.console.people_acts import Administration
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(8, "/people", N_("People"), "people", "p", "person.list")
OURS = [Depends(from_our_form)]
PARTNERS_MAX = 500
Name = Annotated[str, Query(max_length=64)]
Seeing = Annotated[Visitor, needs("person.list")]
Changing = Annotated[Visitor, needs("person.change")]
Act = Literal["roles", "lock", "unlock", "password", "forget-factor", "end-sessions", "remove"]


@router.get("/people")
def people(request: Request, who: Seeing) -> Response:
    """Everybody, with what they hold."""
    return show(request, "people.html", everybody=desk_of(request).hub.store.rows(Person, limit=PEOPLE_MAX))


@router.get("/people/person")
def person(request: Request, who: Seeing, name: Name = "", did: Name = "") -> Response:
    """One person; without a name the form for a new one."""
    return _page(request, name, did=did)


@router.post("/people/add", dependencies=OURS)
async def add(request: Request, who: Changing) -> Response:
    """A new person; the first password is shown this once."""
    form = await request.form(max_files=0, max_fields=100)
    name, display = str(form.get("name", ""))[:300], str(form.get("display", ""))[:300]
    password = Administration(desk_of(request).people, by=who.name).add(name, _grants(form), display)
    return _page(request, name, password=password)


@router.post("/people/person/{act}", dependencies=OURS)
async def change(request: Request, act: Act, who: Changing) -> Response:
    """What an administrator does to a person; never to themselves, nor to the last one who may."""
    form = await request.form(max_files=0, max_fields=100)
    desk, name = desk_of(request), str(form.get("name", ""))[:300]
    acts = Administration(desk.people, by=who.name)
    if desk.hub.store.get(Person, name) is None:
        raise HTTPException(404)
    if act == "password":
        return _page(request, name, password=acts.new_password(name))
    if act == "roles":
        acts.give_roles(name, _grants(form))
    else:
        getattr(acts, act.replace("-", "_"))(name)
    base = request.scope.get("root_path", "")
    query = urlencode({"name": name, "did": act})
    target = "/people" if act == "remove" else f"/people/person?{query}"
    return RedirectResponse(f"{base}{target}", status_code=303)


def _grants(form: Any) -> list[Grant]:
    """The roles that are ticked, each for the partners beside it; none named = all."""
    found = []
    for role in ROLES:
        if form.get(f"role_{role}"):
            named = str(form.get(f"partners_{role}", ""))[:4000].strip()
            found.append(read_grant(f"{role}:{named}" if named else role))
    return found


def _page(request: Request, name: str, *, did: str = "", password: str = "") -> Response:
    desk = desk_of(request)
    found = desk.hub.store.get(Person, name) if name else None
    if name and found is None:
        raise HTTPException(404)
    held = {grant.role: grant for grant in found.held} if found else {}
    return show(
        request,
        "person.html",
        one=found,
        held=held,
        roles={role: sorted(actions) for role, actions in ROLES.items()},
        partners=[row.partner for row in desk.hub.store.rows(Partner, limit=PARTNERS_MAX)],
        sessions=desk.people.sessions(name) if found else [],
        did=did,
        password=password,
    )
