"""C05: an agent whose heartbeats stop is alarmed; its goods are unseen until it has caught up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from core.custody import Blindness
from core.hub.agents import Agent
from core.hub.alert_book import CLOSED, Alert
from core.hub.alerts import AlertCleared, AlertRaised
from core.hub.arrivals import Arriving
from core.hub.notices import internal
from core.hub.timetable import Slot
from schedules.job import job
from schedules.sight import in_sight, lost_sight, unseen
from schedules.timed_hub import TimedHub

AGENTS_MAX = 10_000
ALERTS_MAX = 10_000
# An agent speaks every 15 s: three missed beats are silence, twenty leave its goods unseen.
OFFLINE_AFTER = timedelta(seconds=45)
BLIND_AFTER = timedelta(minutes=5)


class _Depth(msgspec.Struct, frozen=True):
    """What of a heartbeat says whether the agent has caught up: frames not yet receipted."""

    depth: int = 0


@job(every_s=15, catch_up="latest")
def find_silent_agents(timed: TimedHub, slot: Slot) -> str:
    now = timed.now()
    alarmed, blind = _alarmed(timed), unseen(timed)
    notices: list[Arriving] = []
    for agent in timed.hub.store.rows(Agent, limit=AGENTS_MAX):
        if agent.beat_at is None or agent.state != "enrolled":
            continue
        notices += _told(agent, now, alarmed=_object(agent) in alarmed)
        notices += _sight(timed, agent, now, blind.get(f"agent {agent.agent}", ()))
    timed.tell(notices)
    return f"{len(notices)} notices of silent agents" if notices else ""


def _told(agent: Agent, now: datetime, *, alarmed: bool) -> list[Arriving]:
    """The alarm begins with the third missed beat and ends with the next one."""
    beat_at = agent.beat_at or now
    silent = now - beat_at > OFFLINE_AFTER
    if silent == alarmed:
        return []
    text = f"agent {agent.agent} was last heard at {beat_at:%Y-%m-%d %H:%M:%SZ}; it speaks every 15 s"
    return [_alarm(agent, text, now) if silent else _calm(agent, now)]


def _sight(timed: TimedHub, agent: Agent, now: datetime, known: Collection[Blindness]) -> list[Arriving]:
    """Its sites are unseen after five minutes, and seen when it is back and has sent all it kept."""
    beat_at = agent.beat_at or now
    if now - beat_at > BLIND_AFTER:
        text = f"agent {agent.agent} is silent since {beat_at:%Y-%m-%d %H:%M:%SZ}"
        return lost_sight(timed, agent.partner, (f"agent {agent.agent}", beat_at, text), known)
    if now - beat_at <= OFFLINE_AFTER and not _behind(agent):
        return in_sight(agent.partner, known, now)
    return []


def _behind(agent: Agent) -> bool:
    """Whether it still has to send what it kept while it was not heard."""
    return msgspec.json.decode(agent.status or b"{}", type=_Depth).depth > 0


def _alarmed(timed: TimedHub) -> set[str]:
    alerts = timed.hub.store.rows(Alert, limit=ALERTS_MAX, code="C05")
    return {alert.object for alert in alerts if alert.state != CLOSED}


def _object(agent: Agent) -> str:
    return f"{agent.agent}/silent"


def _alarm(agent: Agent, text: str, at: datetime) -> Arriving:
    raised = AlertRaised(
        code="C05",
        severity="high",
        object=_object(agent),
        text=text,
        action="look at the agent's machine and line; after five minutes its sites are blind: count by hand",
    )
    key = f"C05:{_object(agent)}:{at.isoformat()}"
    return internal("alert.raised.v1", raised, partner=agent.partner, site="", key=key)


def _calm(agent: Agent, at: datetime) -> Arriving:
    cleared = AlertCleared(code="C05", object=_object(agent), text=f"agent {agent.agent} speaks again")
    key = f"C05:{_object(agent)}:{at.isoformat()}"
    return internal("alert.cleared.v1", cleared, partner=agent.partner, site="", key=key)
