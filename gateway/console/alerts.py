"""Alerts: what a person must look at, who has taken it, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from core.hub.alert_book import ACKNOWLEDGED, CLOSED, OPEN, Alert
from core.hub.alerts import AlertAcknowledged, AlertClosed
from core.hub.audit_desk import Noted
from core.hub.concealing import alert_without_values
from core.kernel.errors import Refused
from gateway.console.acts import said_of, tell_hub
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(3, "/alerts", N_("Alerts"), "alert", "a", "alert.list")
SHOWN = 200
HISTORY = 50
Seeing = Annotated[Visitor, needs("alert.list")]
Taking = Annotated[Visitor, needs("alert.acknowledge")]
Ending = Annotated[Visitor, needs("alert.close")]
GRAVITY = ("critical", "high", "medium", "low")


class Which(BaseModel):
    """The alert that a form is about."""

    code: str = Field(max_length=20)
    object: str = Field(max_length=300)
    opened: int = Field(ge=0, le=2**31)


class Closing(Which):
    """The alert, and why it is closed."""

    reason: str = Field(max_length=500)


@router.get("/alerts")
def alerts(request: Request, who: Seeing) -> Response:
    """The page, or only its lists when they are asked for anew."""
    desk = desk_of(request)
    if request.headers.get("hx-request"):
        return show(request, "alerts_lists.html", **lists(who), said="")
    return show(request, "alerts.html", **lists(who), said="", blank=_blank(desk.now()))


@router.post("/alerts/acknowledge", dependencies=[Depends(from_our_form)])
def acknowledge(request: Request, who: Taking, said: Annotated[Which, Form()]) -> Response:
    """Takes the alert upon the person who is signed in."""
    desk = desk_of(request)
    alert = _open_alert(desk, who, said)
    body = AlertAcknowledged(code=alert.code, object=alert.object, by=who.name, at=desk.now())
    return _told(request, who, alert, "alert.acknowledged.v1", body)


@router.post("/alerts/close", dependencies=[Depends(from_our_form)])
def close(request: Request, who: Ending, said: Annotated[Closing, Form()]) -> Response:
    """Closes the alert with the reason that the person gives."""
    desk = desk_of(request)
    if not said.reason.strip():
        raise Refused("an alert is closed with a reason; write one")
    alert = _open_alert(desk, who, said)
    reason = said.reason.strip()
    body = AlertClosed(code=alert.code, object=alert.object, by=who.name, reason=reason, at=desk.now())
    return _told(request, who, alert, "alert.closed.v1", body)


def lists(who: Visitor) -> dict[str, Any]:
    """The open ones by gravity, those somebody has taken, and the last that ended."""
    return {
        "open_alerts": sorted(alerts_for(who, (OPEN,), SHOWN), key=_gravity),
        "taken_alerts": alerts_for(who, (ACKNOWLEDGED,), SHOWN),
        "closed_alerts": alerts_for(who, (CLOSED,), HISTORY),
    }


def alerts_for(who: Visitor, states: Sequence[str], limit: int) -> list[Alert]:
    """The alerts in scope, in words where the visitor may read what they quote."""
    found = who.views.alerts(states, limit=limit)
    return [one if who.sees_body_of(one.partner) else alert_without_values(one) for one in found]


def _blank(now: datetime) -> Alert:
    """An alert that says nothing: of its row an open page makes those that are announced."""
    return Alert(
        code="C01", object="", opened=0, state=OPEN, severity=GRAVITY[-1], text="", action="-", site="",
        partner="", evidence="", count=1, first_at=now, last_at=now, raised_at=now, owner="",
        acknowledged_at=None, escalated=0, closed_at=None, close_reason="",
    )  # fmt: skip


def _gravity(alert: Alert) -> int:
    return GRAVITY.index(alert.severity) if alert.severity in GRAVITY else len(GRAVITY)


def _open_alert(desk: Desk, who: Visitor, which: Which) -> Alert:
    alert = desk.hub.store.get(Alert, which.code, which.object, which.opened)
    if alert is not None and not who.scope.holds(alert.partner):
        raise HTTPException(404)
    if alert is None or alert.state == CLOSED:
        raise Refused(
            f"alert {which.code} on {which.object} is open no longer: somebody closed it or its cause is gone"
        )
    return alert


def _told(
    request: Request, who: Visitor, alert: Alert, type_name: str, body: AlertAcknowledged | AlertClosed
) -> Response:
    desk = desk_of(request)
    key = f"{alert.code}:{alert.object}:{alert.opened}"
    why = body.reason if isinstance(body, AlertClosed) else ""
    change = f"{alert.state} -> {'closed' if why else 'acknowledged'}"
    noted = Noted(by=body.by, what=type_name.removesuffix(".v1"), on=key, why=why, change=change)
    said = said_of(tell_hub(desk, type_name, body, noted, stream=(alert.partner, alert.site)))
    if request.headers.get("hx-request"):
        return show(request, "alerts_lists.html", **lists(who), said=said)
    return RedirectResponse(f"{request.scope.get('root_path', '')}/alerts", status_code=303)
