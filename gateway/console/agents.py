"""Agents: how far each one's chain reaches, what it holds back, how its sources are, and commands to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from core.hub.agents import FORKED, Agent, Epoch, Gap, Quarantined, Watermark
from core.hub.audit_desk import Noted, note
from core.hub.commands import HubCommand, give
from core.hub.easing import Slowed, all_slowed, slowed
from core.hub.filling import DISK, Filling
from core.hub.heartbeats import Beat
from core.hub.rights import Scope
from core.kernel.errors import Refused
from gateway.console.desk import Desk, Nav, desk_of, show
from gateway.console.guard import Visitor, from_our_form, needs
from gateway.console.texts import N_

router = APIRouter()
NAV = Nav(6, "/agents", N_("Agents"), "agent", "e", "agent.list")
AGENTS_MAX = 500
GAPS_MAX = 100
EPOCHS_MAX = 20
COMMANDS_SHOWN = 10
COMMAND_TTL_S = 3600.0
# An agent speaks every 15 s; three missed beats are silence.
SILENT_AFTER = timedelta(seconds=45)
FRAMES_SHOWN = 20
Word = Annotated[str, Query(max_length=200)]
Seeing = Annotated[Visitor, needs("agent.list")]
Commanding = Annotated[Visitor, needs("agent.command")]


class SeenAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as a page shows it; state is its own word, or silent, invited, forked or stopped.

    contiguous: every frame up to it is in the store. taken: the highest frame past which nothing is known.
    spool: how it fills. slowed: its partner is told to slow, for its backlog.
    """

    agent: Agent
    state: str
    beat: Beat | None
    epoch: Epoch | None
    contiguous: int
    gaps: tuple[Gap, ...]
    lag_s: int
    spool: Filling | None
    slowed: Slowed | None


@router.get("/agents")
def agents(request: Request, who: Seeing) -> Response:
    """All agents, those in trouble first."""
    desk = desk_of(request)
    found = seen_agents(desk, agents_in(desk, who.scope))
    template = "agents_rows.html" if request.headers.get("hx-request") else "agents.html"
    # Of whom a frame without a name is, nobody knows: only who sees every partner sees it.
    everything = who.scope.partners is None
    strangers = desk.hub.store.rows(Quarantined, limit=FRAMES_SHOWN, agent="") if everything else []
    pressed = [
        one
        for one in all_slowed(desk.hub.store, desk.now(), limit=AGENTS_MAX)
        if who.scope.holds(one.partner)
    ]
    disk = desk.hub.store.get(Filling, DISK) if everything else None
    return show(request, template, agents=found, unverified=strangers, pressed=pressed, disk=disk)


@router.get("/agents/{name}")
def agent(request: Request, name: str, who: Seeing, did: str = "") -> Response:
    """One agent: its chain, its sources, its commands."""
    return show(request, "agent.html", **_one(desk_of(request), name, who), ask=None, did=did[:40])


@router.get("/agents/{name}/preview")
def preview(
    request: Request, name: str, who: Commanding, command: Word = "", argument: Word = ""
) -> Response:
    """What the command would do, before it is given."""
    desk = desk_of(request)
    context = _one(desk, name, who)
    ask = {"command": command, "argument": argument, **_effect(context["seen"], command, argument)}
    return show(request, "agent.html", **context, ask=ask, did="")


@router.post("/agents/{name}/command", dependencies=[Depends(from_our_form)])
def command(
    request: Request, name: str, who: Commanding, command: Word = "", argument: Word = ""
) -> Response:
    """Gives the command that was previewed."""
    desk = desk_of(request)
    _known(desk, name, who)
    arguments = _arguments(desk, name, command, argument)
    with desk.hub.store.unit() as unit:
        given = give(unit, name, command, arguments, ttl_s=COMMAND_TTL_S)
        change = f"{command} {argument}".strip()
        note(unit, Noted(by=who.name, what="agent.commanded", on=name, change=change))
    base = request.scope.get("root_path", "")
    return RedirectResponse(f"{base}/agents/{name}?did={given.number}", status_code=303)


def seen_agents(desk: Desk, agents: Iterable[Agent]) -> list[SeenAgent]:
    """The agents with their chains, those in trouble first."""
    found = [_seen(desk, agent) for agent in agents]
    return sorted(found, key=lambda one: (one.state == "running" and not one.gaps, one.agent.agent))


def _seen(desk: Desk, agent: Agent) -> SeenAgent:
    beat = _beat(agent.status)
    epoch = desk.hub.store.get(Epoch, agent.agent, agent.epoch) if agent.epoch else None
    gaps = tuple(desk.hub.store.rows(Gap, limit=GAPS_MAX, agent=agent.agent, epoch=agent.epoch))
    booked = epoch.booked if epoch else 0
    oldest = _moment(beat.oldest_at) if beat else None
    return SeenAgent(
        agent=agent,
        state=_state(agent, epoch, beat, desk.now()),
        beat=beat,
        epoch=epoch,
        contiguous=min((gap.first for gap in gaps), default=booked + 1) - 1,
        gaps=gaps,
        spool=desk.hub.store.get(Filling, f"spool/{agent.agent}"),
        slowed=slowed(desk.hub.store, agent.partner, desk.now()),
        lag_s=max(0, int((desk.now() - oldest).total_seconds())) if oldest else 0,
    )


def _state(agent: Agent, epoch: Epoch | None, beat: Beat | None, now: datetime) -> str:
    if epoch is not None and epoch.state == FORKED:
        return "forked"
    if agent.state != "enrolled" or beat is None or agent.beat_at is None:
        return "quiet" if agent.state == "enrolled" else agent.state
    return "silent" if now - agent.beat_at > SILENT_AFTER else beat.state


def _beat(status: bytes) -> Beat | None:
    try:
        return msgspec.json.decode(status, type=Beat) if status else None
    except msgspec.ValidationError:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def agents_in(desk: Desk, scope: Scope) -> list[Agent]:
    """The agents of the partners in scope."""
    return [one for one in desk.hub.store.rows(Agent, limit=AGENTS_MAX) if scope.holds(one.partner)]


def _known(desk: Desk, name: str, who: Visitor) -> Agent:
    agent = desk.hub.store.get(Agent, name)
    if agent is None or not who.scope.holds(agent.partner):
        raise HTTPException(404)
    return agent


def _one(desk: Desk, name: str, who: Visitor) -> dict[str, Any]:
    store = desk.hub.store
    agent = _known(desk, name, who)
    epochs = store.rows(Epoch, limit=EPOCHS_MAX, agent=name)
    return {
        "seen": _seen(desk, agent),
        "epochs": sorted(epochs, key=lambda epoch: epoch.opened_at, reverse=True),
        "watermarks": store.rows(Watermark, limit=200, agent=name),
        "unverified": store.rows(Quarantined, limit=FRAMES_SHOWN, agent=name),
        "commands": desk.views.newest(HubCommand, limit=COMMANDS_SHOWN, agent=name),
    }


def _arguments(desk: Desk, name: str, command: str, argument: str) -> dict[str, Any]:
    """The command's arguments from the one field its form has."""
    number = int(argument) if argument.isdigit() and len(argument) < 13 else None
    if command == "resend":
        return {"from": number}
    if command == "pace":
        return {"frames_per_s": number}
    if command == "log_level":
        return {"level": argument}
    if command == "reread":
        mark = desk.hub.store.get(Watermark, name, argument)
        return {"source": argument, "watermark": mark.watermark if mark else None}
    raise Refused(f"{command!r} is no command that a page can give")


def _effect(seen: SeenAgent, command: str, argument: str) -> dict[str, Any]:
    """How many frames it concerns, where that can be told."""
    sealed = seen.beat.sealed if seen.beat else 0
    if command == "resend" and argument.isdigit() and len(argument) < 13:
        return {"count": max(0, sealed - int(argument) + 1)}
    return {"count": None}
