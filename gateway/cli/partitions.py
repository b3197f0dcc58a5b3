"""`hub partition` and what a person decides: a stopped partition goes on, a forked agent may speak again."""

from __future__ import annotations

import typer

from core.hub import forks
from core.hub.audit_desk import Noted, note, note_alone
from core.kernel.errors import Refused
from gateway.cli.said import By, person
from gateway.opening import open_hub

partition = typer.Typer(
    no_args_is_help=True, help="Partitions: how far they are handled, and starting again."
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(partition, name="partition")
    app.command("trust")(trust)


@partition.command("list")
def list_partitions() -> None:
    """Every partition: taken in, handled, and why it is stopped, if it is."""
    hub, _settings = open_hub()
    for outlet in hub.views.outlets():
        state = f"stopped: {outlet.stopped}" if outlet.stopped else "runs"
        print(f"{outlet.partition:6} taken {outlet.taken:8} handled {outlet.position:8} {state}")


@partition.command("start")
def start(number: int, by: By = "") -> None:
    """Lets a stopped partition go on, after its cause was mended."""
    hub, _settings = open_hub()
    outlet = hub.views.outlet(number)
    if outlet is None or not outlet.stopped:
        raise Refused(f"partition {number} is not stopped; `hub partition list` shows which are")
    change = f"stopped at {outlet.position}: {outlet.stopped} -> runs"
    note_alone(
        hub.store,
        Noted(by=person(by), what="partition.started", on=f"partition {number}", change=change),
    )
    hub.store.start(number)
    print(f"partition {number} goes on from {outlet.position + 1}")


def trust(agent: str, by: By = "") -> None:
    """Lets an agent that was stopped for a fork speak again; its forked epoch stays closed for ever."""
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        forks.trust(unit, agent)
        change = "stopped -> enrolled"
        note(unit, Noted(by=person(by), what="agent.trusted", on=agent, change=change))
    print(f"{agent} may speak again; start it with a new spool (delete the old one on the right machine)")
