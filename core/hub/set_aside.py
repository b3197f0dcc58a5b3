"""Frames that cannot be taken in at all: kept as what they are and alarmed; nothing waits behind them."""

from __future__ import annotations

from hashlib import sha256

from core.hub.agents import Agent, Quarantined
from core.hub.alerts import AlertRaised
from core.hub.arrivals import Arriving
from core.hub.frames import parse_frame
from core.hub.notices import internal
from core.hub.ports import Unit
from core.kernel.errors import Unreadable

UNREADABLE = "unreadable"
BROKEN = "broken"
HUB_PARTNER = "hub"
TEXT_MAX = 1000


def keep_unreadable(unit: Unit, raw: bytes, text: str, *, code: str = UNREADABLE) -> None:
    """Keeps the bytes of a frame under their hash; who sent it is not believed, so the agent is ""."""
    name = sha256(raw).hexdigest() + code
    row = Quarantined(
        sha256=name, agent="", code=code, text=text[:TEXT_MAX], frame=raw, received_at=unit.now
    )  # fmt: skip
    unit.shelf(Quarantined).put(row)


def alarm_dead(unit: Unit, raw: bytes, why: str) -> Arriving:
    """The broker gave up delivering this frame: the alarm, as a message of the partner it came from."""
    name, partner = _whose(unit, raw)
    alert = AlertRaised(
        code="H05",
        severity="high",
        object=f"dead-letters/{name}",
        text=f"the broker gave up on a frame of {name}: {why}; it was taken from the dead-letter queue",
        action="look why workers died over it or the queue was full; the frame itself is in",
    )
    return _raise(alert, partner, raw)


def alarm_broken(unit: Unit, raw: bytes, text: str) -> Arriving:
    """Taking this frame breaks the intake: it stands aside, the others go on."""
    name, partner = _whose(unit, raw)
    alert = AlertRaised(
        code="H06",
        severity="critical",
        object=f"set-aside/{name}",
        text=f"a frame of {name} breaks the intake and was set aside: {text[:TEXT_MAX]}",
        action="this is a fault of the hub: report it; what the agent sends behind this frame waits",
    )
    return _raise(alert, partner, raw)


def _raise(alert: AlertRaised, partner: str, raw: bytes) -> Arriving:
    key = f"{alert.object}/{sha256(raw).hexdigest()[:16]}"
    return internal("alert.raised.v1", alert, partner=partner, site="", key=key)


def _whose(unit: Unit, raw: bytes) -> tuple[str, str]:
    """(the agent the frame names, its partner); "?" and the hub itself when there is none."""
    try:
        name = parse_frame(raw).header.agent
    except Unreadable:
        return "?", HUB_PARTNER
    agent = unit.shelf(Agent).get(name)
    return (name, agent.partner) if agent is not None else (f"unknown agent {name}", HUB_PARTNER)
