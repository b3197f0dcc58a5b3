"""Gaps behind which nothing can be verified: a lost key frame is told and waited for, a stranger found out.

Frames of a key that the hub does not know may be the agent's own, whose key frame was lost, or anybody's.
They tell that the next frame is missing and never move the stream. Who sealed them is known when the key
frame comes, or by the agent's heartbeat: it cannot have sealed what lies beyond its own count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from core.hub.agents import Agent, Epoch, HeldFrame
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import BODY_WRONG, SIGNATURE_WRONG
from core.hub.ports import Unit

# A heartbeat may have been on its way while frames sealed after it came in.
BEAT_LATE_S = 60.0


class _Said(msgspec.Struct, frozen=True):
    """What of an agent's last heartbeat counts here."""

    epoch: str = ""
    sealed: int = 0


def strangers(agent: Agent, epoch: Epoch, held: Sequence[HeldFrame]) -> list[HeldFrame]:
    """Those the agent has surely not sealed: its heartbeat came well after them and counts less."""
    sealed = _sealed(agent, epoch)
    if sealed is None or agent.beat_at is None:
        return []
    heard = agent.beat_at - timedelta(seconds=BEAT_LATE_S)
    return [row for row in held if row.number > sealed and row.received_at <= heard]


def tells_a_gap(
    unit: Unit, agent: Agent, epoch: Epoch, held: Sequence[HeldFrame], waited_since: datetime
) -> bool:
    """Whether these frames tell that the one before them is lost.

    While it is known that a stranger speaks in the agent's name, its heartbeat has to say so too.
    """
    waited = [row for row in held if row.received_at <= waited_since]
    if not waited or not is_suspected(unit, agent):
        return bool(waited)
    sealed = _sealed(agent, epoch) or 0
    heard = agent.beat_at
    return heard is not None and any(row.number <= sealed and row.received_at <= heard for row in waited)


def is_suspected(unit: Unit, agent: Agent) -> bool:
    """An alarm is open that somebody speaks in this agent's name."""
    return _is_open(unit, SIGNATURE_WRONG.code, signature_object(agent))


def newly_wrong(unit: Unit, agent: Agent, *, final: bool) -> str:
    """What an alarm about a body of this agent is about; "" while one is open."""
    about = body_object(agent, final=final)
    return "" if _is_open(unit, BODY_WRONG.code, about) else about


def body_object(agent: Agent, *, final: bool) -> str:
    """What it is about; final: sent again, the frame would be the same."""
    return f"{agent.agent}/{'encryption' if final else 'body'}"


def came(number: int) -> str:
    return f"frame {number} came, nothing is missing"


def said(number: int, held: HeldFrame) -> str:
    """The gap before what is signed by a key that nobody here knows."""
    return (
        f"frame {number} did not come in time; what came behind it since {held.received_at:%H:%M:%S}Z"
        f" (from frame {held.number} on) is signed by a key that is not known here, and waits for it"
    )


def _is_open(unit: Unit, code: str, object_: str) -> bool:
    alerts = unit.shelf(Alert).find(code=code, object=object_)
    return any(alert.state != CLOSED for alert in alerts)


def signature_object(agent: Agent) -> str:
    """What the alarm about wrong signatures is about: the agent, however many frames come."""
    return f"{agent.agent}/signature"


def _sealed(agent: Agent, epoch: Epoch) -> int | None:
    """How many frames of this epoch the agent said it has sealed."""
    try:
        said = msgspec.json.decode(agent.status, type=_Said) if agent.status else _Said()
    except msgspec.DecodeError:
        return None
    return said.sealed if said.epoch == epoch.epoch else None
