"""Failures in groups: one mapping line or rule for one reason is one group, with its source."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from core.hub import failures
from core.hub.audit_desk import look_at_body
from core.hub.concealing import failure_without_values, group_without_values
from core.hub.contracts import Artifact
from core.hub.views import Cursor, FailureGroup, GroupKey
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, needs
from gateway.console.message import story_at
from gateway.console.provenance import beside
from gateway.console.texts import N_
from gateway.cursors import cursor_of, text_of

router = APIRouter()
NAV = Nav(4, "/failures", N_("Failures"), "mend", "f", "failure.list")
STATES = (failures.OPEN, failures.WAITING, failures.PARKED, failures.MENDED, failures.DISMISSED)
GROUPS = 50
MEMBERS = 50
Word = Annotated[str, Query(max_length=300)]
Seeing = Annotated[Visitor, needs("failure.list")]
Reading = Annotated[Visitor, needs("message.see_body")]


@router.get("/failures")
def groups(request: Request, who: Seeing, state: Word = failures.OPEN) -> Response:
    """The groups in one state, the newest trouble first."""
    desk = desk_of(request)
    state = state if state in STATES else failures.OPEN
    found = [_group(who, one) for one in who.views.groups(state, limit=GROUPS)]
    template = "failures_rows.html" if request.headers.get("hx-request") else "failures.html"
    return show(request, template, groups=found, names=_names(desk, found), state=state, all_states=STATES)


@router.get("/failures/group")
def group(request: Request, who: Seeing, before: Word = "") -> Response:
    """One group: its newest failure beside the original, and every message in it."""
    desk = desk_of(request)
    key = GroupKey(*(request.query_params.get(name, "")[:300] for name in GroupKey._fields))
    if key.state not in STATES or not who.scope.holds(key.partner):
        raise HTTPException(404)
    group = who.views.group(key)
    found = _group(who, group) if group else None
    members = [
        _failure(who, one) for one in who.views.members(key, before=cursor_of(before), limit=MEMBERS + 1)
    ]
    context: dict[str, Any] = {"key": key, "group": found, "members": members[:MEMBERS]}
    context["sees"] = who.sees_body_of(key.partner)
    more = members[MEMBERS - 1] if len(members) > MEMBERS else None
    context["older"] = text_of(Cursor(more.first_at, more.partition, more.number)) if more else ""
    context["mapping"] = _names(desk, [found]).get(key.mapping, "") if found else ""
    return show(request, "failure_group.html", **context)


@router.get("/failures/example")
def example(request: Request, who: Reading, partition: int, number: int) -> Response:
    """The original of the example, with the place of the failure lit."""
    desk = desk_of(request)
    story = story_at(desk, who, partition, number)
    look_at_body(desk.hub.store, by=who.name, what="message.read", on=story.place)
    return show(
        request,
        "failure_example.html",
        story=story,
        beside=beside(desk.hub, story, -1, personal=who.sees_personal_of(story.arrival.partner)),
    )


def _group(who: Visitor, group: FailureGroup) -> FailureGroup:
    return group if who.sees_body_of(group.partner) else group_without_values(group)


def _failure(who: Visitor, failure: failures.Failure) -> failures.Failure:
    return failure if who.sees_body_of(failure.partner) else failure_without_values(failure)


def _names(desk: Desk, groups: list[FailureGroup]) -> dict[str, str]:
    """The names of the mappings by hash."""
    found: dict[str, str] = {}
    for hash_ in {one.mapping for one in groups if one.mapping}:
        artifact = desk.hub.store.get(Artifact, hash_)
        found[hash_] = artifact.name if artifact else ""
    return found
