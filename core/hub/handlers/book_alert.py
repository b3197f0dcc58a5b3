"""An alert is raised, cleared by its cause, acknowledged or escalated by a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from core.hub.alert_book import ACKNOWLEDGED, CLOSED, OPEN, Alert, AlertWork, open_of
from core.hub.alerts import (
    AlertAcknowledged,
    AlertCleared,
    AlertClosed,
    AlertEscalated,
    AlertOpened,
    AlertRaised,
)
from core.hub.handling import Together, handles
from core.hub.message import Message
from core.kernel.errors import Refused

EVIDENCE_MAX = 50


def openings_of(message: Message) -> Iterator[tuple[type[Alert], dict[str, Any]]]:
    """Every alert of its key that there ever was."""
    said = message.body
    if isinstance(said, AlertRaised | AlertCleared):
        yield Alert, {"code": said.code, "object": said.object}


@handles("alert.raised.v1", together=Together(finds=openings_of))
def raise_alert(message: Message, work: AlertWork) -> list[Message]:
    """Opens the alert, or adds this message to the evidence of the one that is open."""
    raised = message.read(AlertRaised)
    openings = work.openings(raised.code, raised.object)
    known = open_of(openings)
    if known is not None:
        work.alerts.put(_with_evidence(known, message, raised))
        return []
    alert = Alert(
        code=raised.code,
        object=raised.object,
        opened=len(openings) + 1,
        state=OPEN,
        severity=raised.severity,
        text=raised.text,
        action=raised.action,
        site=raised.site or message.site,
        partner=message.partner,
        evidence=_evidence(message),
        count=1,
        first_at=message.event_time,
        last_at=message.event_time,
        raised_at=message.record_time,
        owner="",
        acknowledged_at=None,
        escalated=0,
        closed_at=None,
        close_reason="",
    )
    work.alerts.add(alert)
    opened = AlertOpened(
        code=alert.code,
        severity=raised.severity,
        object=alert.object,
        text=alert.text,
        site=alert.site,
        first_at=alert.first_at,
        raised_at=alert.raised_at,
    )
    return [message.reply("alert.opened.v1", key=f"{alert.code}:{alert.object}:{alert.opened}", body=opened)]


def _evidence(message: Message) -> str:
    """What it was raised because of; what the hub noticed by itself is its own evidence."""
    return message.cause or str(message.message_id)


def _with_evidence(known: Alert, message: Message, raised: AlertRaised) -> Alert:
    evidence = known.evidence.split(" ")
    if _evidence(message) not in evidence:
        evidence = [*evidence, _evidence(message)][-EVIDENCE_MAX:]
    return msgspec.structs.replace(
        known,
        text=raised.text,
        severity=raised.severity,
        evidence=" ".join(evidence),
        count=known.count + 1,
        first_at=min(known.first_at, message.event_time),
        last_at=max(known.last_at, message.event_time),
    )


@handles("alert.cleared.v1", together=Together(finds=openings_of))
def clear_alert(message: Message, work: AlertWork) -> list[Message]:
    """Closes the open alert of this key, if there is one: its cause is gone."""
    cleared = message.read(AlertCleared)
    return _close(message, work.open_alert(cleared.code, cleared.object), cleared.text, work)


@handles("alert.acknowledged.v1")
def acknowledge_alert(message: Message, work: AlertWork) -> list[Message]:
    """A person owns it now; Refused if it is not open."""
    said = message.read(AlertAcknowledged)
    alert = _require_open(work, said.code, said.object)
    work.alerts.put(
        msgspec.structs.replace(alert, state=ACKNOWLEDGED, owner=said.by, acknowledged_at=message.record_time)
    )
    return []


@handles("alert.closed.v1")
def close_alert(message: Message, work: AlertWork) -> list[Message]:
    """A person closes it with a reason; Refused if it is not open."""
    said = message.read(AlertClosed)
    return _close(message, _require_open(work, said.code, said.object), f"{said.by}: {said.reason}", work)


@handles("alert.escalated.v1")
def escalate_alert(message: Message, work: AlertWork) -> list[Message]:
    """Nobody took it in time: told again, one level higher."""
    said = message.read(AlertEscalated)
    alert = work.open_alert(said.code, said.object)
    if alert is None or alert.state != OPEN or alert.escalated >= said.level:
        return []
    work.alerts.put(msgspec.structs.replace(alert, escalated=said.level))
    opened = AlertOpened(
        code=alert.code,
        severity=alert.severity,
        object=alert.object,
        text=f"not acknowledged (level {said.level}): {alert.text}",
        site=alert.site,
        first_at=alert.first_at,
        raised_at=alert.raised_at,
    )
    key = f"{alert.code}:{alert.object}:{alert.opened}:level-{said.level}"
    return [message.reply("alert.opened.v1", key=key, body=opened)]


def _require_open(work: AlertWork, code: str, object_: str) -> Alert:
    alert = work.open_alert(code, object_)
    if alert is None:
        raise Refused(f"no alert {code} on {object_} is open", cause="alert.not_open")
    return alert


def _close(message: Message, alert: Alert | None, reason: str, work: AlertWork) -> list[Message]:
    if alert is not None:
        work.alerts.put(
            msgspec.structs.replace(alert, state=CLOSED, closed_at=message.record_time, close_reason=reason)
        )
    return []
