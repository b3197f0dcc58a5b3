"""`hub agent`: inviting agents and telling them things."""

from __future__ import annotations

import typer

from core.hub.agents import Agent
from core.hub.audit_desk import Noted, note, note_alone
from core.hub.contracts import Partner
from core.hub.enrol import Invitation, invite, shard_of
from core.hub.suites import suite_named
from core.kernel.errors import Refused
from gateway.cli.said import By, person
from gateway.opening import open_hub

AGENTS_MAX = 10_000
LEFT_SHOWN = 20

agent = typer.Typer(no_args_is_help=True, help="Front-end agents.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(agent, name="agent")


@agent.command("invite")
def invite_agent(
    name: str,
    partner: str = typer.Option(..., help="the partner it stands at"),
    hours: float = typer.Option(24.0, help="how long the token lives"),
    replace: bool = typer.Option(False, help="the agent was reinstalled: a new key, the old one is revoked"),
    by: By = "",
) -> None:
    """Prints a one-time token for `agent enrol`; it is shown once."""
    hub, settings = open_hub()
    if hub.store.get(Partner, partner) is None:
        raise Refused(f"no contract of {partner!r} was published; `hub partner publish {partner}` first")
    shard = shard_of(partner, settings.shards)
    invitation = Invitation(agent=name, partner=partner, shard=shard, replace=replace)
    with hub.store.unit() as unit:
        token = invite(unit, invitation, ttl_s=hours * 3600)
        change = f"{partner}, {hours} hours{', its keys are replaced' if replace else ''}"
        note(unit, Noted(by=person(by), what="agent.invited", on=name, change=change))
    print(token)


@agent.command("list")
def list_agents() -> None:
    """Every agent, its partner and state."""
    hub, _settings = open_hub()
    for row in hub.store.rows(Agent, limit=AGENTS_MAX):
        heard = f"{row.beat_at:%Y-%m-%d %H:%M:%S}Z" if row.beat_at else "never heard"
        suite = suite_named(row.suite)
        print(f"{row.agent:24} {row.partner:24} {row.state:10} {suite:5} {heard}")


@agent.command("reopen")
def reopen_agent(name: str, by: By = "") -> None:
    """Takes the agent's frames that stood aside because of their encryption, as far as they open now."""
    hub, _settings = open_hub()
    reopened = hub.frames.reopen(name)
    change = f"{reopened.frames} frames taken, {len(reopened.left)} stand aside"
    note_alone(hub.store, Noted(by=person(by), what="agent.reopened", on=name, change=change))
    print("\n".join([change, *reopened.left[:LEFT_SHOWN]]))
