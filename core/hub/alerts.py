"""Alerts as messages: any room raises and clears them, the hub books them once per open object."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from core.hub.bodies import internal_body
from core.hub.message import Message

Severity = Literal["critical", "high", "medium", "low"]


@internal_body("alert.raised.v1")
class AlertRaised(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person must look at (domain codes C01 to C15 and the hub's own Hnn).

    code and object make the dedupe key: one alert is open per key, later evidence is added to it.
    text: what happened, with value and bound; action: the first response.
    """

    code: str
    severity: Severity
    object: str
    text: str
    action: str = ""
    site: str = ""


@internal_body("alert.cleared.v1")
class AlertCleared(msgspec.Struct, frozen=True, kw_only=True):
    """The cause of an alert is gone (price back, stock cured); an operator's close is another thing."""

    code: str
    object: str
    text: str


class AlertOpened(msgspec.Struct, frozen=True, kw_only=True):
    """An alert was opened (not merely seen again): what endpoints outside are told."""

    code: str
    severity: str
    object: str
    text: str
    site: str
    first_at: datetime
    raised_at: datetime


@internal_body("alert.acknowledged.v1")
class AlertAcknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """`by` takes the open alert of this code and object upon himself."""

    code: str
    object: str
    by: str
    at: datetime


@internal_body("alert.closed.v1")
class AlertClosed(msgspec.Struct, frozen=True, kw_only=True):
    """`by` closes the open alert of this code and object, and says why."""

    code: str
    object: str
    by: str
    reason: str
    at: datetime


@internal_body("alert.escalated.v1")
class AlertEscalated(msgspec.Struct, frozen=True, kw_only=True):
    """The open alert was not acknowledged in time; level counts from 1."""

    code: str
    object: str
    level: int


def raise_alert(message: Message, alert: AlertRaised) -> Message:
    """The message that raises `alert`, with `message` as its evidence."""
    return message.reply("alert.raised.v1", key=f"{alert.code}:{alert.object}", body=alert)


def clear_alert(message: Message, cleared: AlertCleared) -> Message:
    """The message that clears the open alert of this code and object, if there is one."""
    return message.reply("alert.cleared.v1", key=f"{cleared.code}:{cleared.object}", body=cleared)
