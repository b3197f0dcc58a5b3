"""Frames that cannot be taken in at all: kept as what they are and alarmed; nothing waits behind them."""

from __future__ import annotations

from hashlib import sha256

from core.hub.agents import Agent, Quarantined
from core.hub.alert_book import CLOSED, Alert
from core.hub.alert_codes import FRAME_GIVEN_UP, FRAME_SET_ASIDE, FRAME_UNREADABLE
from core.hub.alerts import AlertRaised
from core.hub.arrivals import Arriving
from core.hub.frames import parse_frame
from core.hub.notices import internal
from core.hub.ports import Unit
from core.kernel.errors import Unreadable

UNREADABLE = "unreadable"
BROKEN = "broken"
HUB_PARTNER = "hub"
AT_THE_DOOR = "agents-door/unreadable"
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
    text = f"the broker gave up on a frame of {name}: {why}; it was taken from the dead-letter queue"
    return _raise(FRAME_GIVEN_UP.raised(f"dead-letters/{name}", text), partner, raw)


def alarm_unreadable(unit: Unit, raw: bytes, text: str) -> list[Arriving]:
    """The bytes are no frame: one alarm while it is open, for nobody knows whose they are."""
    open_ = unit.shelf(Alert).find(code=FRAME_UNREADABLE.code, object=AT_THE_DOOR)
    if any(alert.state != CLOSED for alert in open_):
        return []
    return [_raise(FRAME_UNREADABLE.raised(AT_THE_DOOR, text), HUB_PARTNER, raw)]


def alarm_broken(unit: Unit, raw: bytes, text: str) -> Arriving:
    """Taking this frame breaks the intake: it stands aside, the others go on."""
    name, partner = _whose(unit, raw)
    text = f"a frame of {name} breaks the intake and was set aside: {text}"
    return _raise(FRAME_SET_ASIDE.raised(f"set-aside/{name}", text), partner, raw)


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
