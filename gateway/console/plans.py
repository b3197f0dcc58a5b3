"""Plans to do things again: what is in one, what it would do, how far it is, and the hands on its lever."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.hub import plan_records
from core.hub.audit_desk import look_at_body
from core.hub.concealing import item_without_values, look_without_values
from core.hub.contracts import Partner
from core.hub.dismissals import dismiss
from core.hub.failures import Failure
from core.hub.plan_records import Plan, Selection
from core.hub.ports import Store
from core.hub.rights import ALL
from gateway.console.acts import wait_until
from gateway.console.clock import ticking
from gateway.console.desk import Desk, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.provenance import personal_in
from gateway.console.reach import partner_of, plan_in

router = APIRouter()
SHOWN = 50
LOOKED_AT = 10
FAILED_SHOWN = 50
Seeing = Annotated[Visitor, needs("plan.list")]
Making = Annotated[Visitor, needs("plan.retry")]
Moving = Annotated[Visitor, needs("plan.move")]
Approving = Annotated[Visitor, needs("plan.approve")]
Dismissing = Annotated[Visitor, needs("failure.dismiss")]


class Choosing(BaseModel):
    """Which failures; place "" is the whole group."""

    reason: str = Field(max_length=500)
    state: Literal["open", "waiting", "parked"] = "open"
    cause: str = Field(default="", max_length=300)
    partner: str = Field(default="", max_length=64)
    mapping: str = Field(default="", max_length=64)
    place: str = Field(default="", max_length=64)

    def selection(self) -> Selection:
        return Selection(
            partner=self.partner,
            mapping=self.mapping,
            cause=self.cause,
            state=self.state,
            places=(self.place,) if self.place else (),
        )


class Asking(Choosing):
    """What a plan is to do."""

    kind: Literal["retry", "reread"]
    rate_per_s: int = Field(default=100, ge=1, le=10_000)


@router.get("/plans")
def plans(request: Request, who: Seeing) -> Response:
    """The last plans, newest first."""
    desk = desk_of(request)
    newest = who.views.newest(Plan, limit=SHOWN, by="made_at")
    found = [one for one in newest if plan_in(who.scope, one)]
    template = "plans_rows.html" if request.headers.get("hx-request") else "plans.html"
    return show(
        request,
        template,
        plans=found,
        waits=desk.plans.waits,
        four_eyes=desk.rules.four_eyes,
        clock=ticking(desk),
    )


@router.post("/plans", dependencies=[Depends(from_our_form)])
def make(request: Request, who: Making, said: Annotated[Asking, Form()]) -> Response:
    """Freezes what is chosen; nothing happens until the plan is started."""
    who.require(f"plan.{said.kind}", said.partner or ALL)
    made = desk_of(request).plans.create(
        said.selection(), kind=said.kind, who=who.name, reason=said.reason, rate_per_s=said.rate_per_s
    )
    return RedirectResponse(f"{request.scope.get('root_path', '')}/plans/{made.plan_id}", status_code=303)


@router.get("/plans/{plan_id}")
def plan(request: Request, plan_id: str, who: Seeing) -> Response:
    """One plan: how far it is, and what went wrong in it."""
    desk = desk_of(request)
    found = _known(desk, who, plan_id)
    template = "plan_progress.html" if request.headers.get("hx-request") else "plan.html"
    failed = desk.plans.items(plan_id, plan_records.FAILED)[:FAILED_SHOWN]
    if not who.sees_body_of(partner_of(found) or ALL):
        failed = [item_without_values(item) for item in failed]
    return show(
        request,
        template,
        plan=found,
        of=partner_of(found) or ALL,
        waits=desk.plans.waits(found),
        failed=failed,
        clock=ticking(desk),
    )


@router.get("/plans/{plan_id}/preview")
def preview(request: Request, plan_id: str, who: Seeing) -> Response:
    """What the plan would do to its next messages, found by doing it and taking it back."""
    desk = desk_of(request)
    found = _known(desk, who, plan_id)
    partner = partner_of(found) or ALL
    masked = not who.sees_personal_of(partner) and _names_persons(desk, partner)
    sees_bodies = who.sees_body_of(partner) and not masked
    if sees_bodies:
        look_at_body(desk.hub.store, by=who.name, what="plan.previewed", on=f"plan {plan_id}")
    looks = desk.plans.preview(plan_id, LOOKED_AT)
    if not sees_bodies:
        looks = [look_without_values(look) for look in looks]
    return show(request, "plan_preview.html", looks=looks)


def _names_persons(desk: Desk, partner: str) -> bool:
    """Whether anything is about persons in what this partner's mappings make; of all partners: it may be."""
    known = desk.hub.store.get(Partner, partner)
    if known is None:
        return True
    mappings = desk.hub.library.contract(known.contract).mappings.values()
    return any(personal_in(desk.hub, mapping) for mapping in mappings)


@router.post("/plans/{plan_id}/approve", dependencies=[Depends(from_our_form)])
def approve(request: Request, plan_id: str, who: Approving) -> Response:
    """The second person's yes; never its maker's, whatever session it comes by."""
    desk = desk_of(request)
    found = _known(desk, who, plan_id)
    who.require("plan.approve", partner_of(found) or ALL)
    desk.plans.approve(plan_id, who.name)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/plans/{plan_id}", status_code=303)


@router.post("/plans/{plan_id}/{act}", dependencies=[Depends(from_our_form)])
def act(
    request: Request, plan_id: str, act: Literal["start", "pause", "resume", "cancel"], who: Moving
) -> Response:
    """Starts, pauses, resumes or cancels; Refused where the plan does not stand so."""
    desk = desk_of(request)
    found = _known(desk, who, plan_id)
    who.require(f"plan.{found.kind}" if found.kind != "rebuild" else "plan.move", partner_of(found) or ALL)
    getattr(desk.plans, act)(plan_id, who.name)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/plans/{plan_id}", status_code=303)


@router.post("/failures/dismiss", dependencies=[Depends(from_our_form)])
def dismiss_failures(request: Request, who: Dismissing, said: Annotated[Choosing, Form()]) -> Response:
    """Ends failures without mending them; the reason is kept with each."""
    hub = desk_of(request).hub
    who.require("failure.dismiss", said.partner or ALL)
    dismiss(hub.store, hub.blobs, said.selection(), by=who.name, reason=said.reason)
    hub.arrived.notify()
    base = request.scope.get("root_path", "")
    if not said.place:
        return RedirectResponse(f"{base}/failures?state={said.state}", status_code=303)
    partition, number = (int(part) for part in said.place.split("/")[:2])
    wait_until(lambda: not _fails(hub.store, partition, number, said.state))
    return RedirectResponse(f"{base}/messages/{partition}/{number}", status_code=303)


def _known(desk: Desk, who: Visitor, plan_id: str) -> Plan:
    """The plan, or the page that says there is none: another's is none."""
    found = desk.plans.status(plan_id)
    if not plan_in(who.scope, found):
        raise HTTPException(404)
    return found


def _fails(store: Store, partition: int, number: int, state: str) -> bool:
    rows = store.rows(Failure, limit=1_000, partition=partition, number=number)
    return any(row.state == state for row in rows)
