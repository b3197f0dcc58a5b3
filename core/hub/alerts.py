"""Alerts as messages: any room raises and clears them, the hub books them once per open object."""

from __future__ import annotations

from typing import Literal

import msgspec

from core.hub.message import Message

Severity = Literal["critical", "high", "medium", "low"]


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


class AlertCleared(msgspec.Struct, frozen=True, kw_only=True):
    """The cause of an alert is gone (price back, stock cured); an operator's close is another thing."""

    code: str
    object: str
    text: str


def raise_alert(message: Message, alert: AlertRaised) -> Message:
    """The message that raises `alert`, with `message` as its evidence."""
    return message.reply("alert.raised.v1", key=f"{alert.code}:{alert.object}", body=alert)


def clear_alert(message: Message, cleared: AlertCleared) -> Message:
    """The message that clears the open alert of this code and object, if there is one."""
    return message.reply("alert.cleared.v1", key=f"{cleared.code}:{cleared.object}", body=cleared)
