"""`hub workflow`: chains are published and roles are named, by one and approved by another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.workflow_data import SHIPPED, read_chain
from core.kernel.errors import Refused
from core.workflow import (
    Chain,
    ChainPublished,
    ChainRetired,
    ChainTakenOut,
    ChainVersion,
    Role,
    RoleHeld,
    WorkflowStarted,
)
from gateway.cli.acting import proven, require_persons
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.said import By, print_lines
from gateway.opening import open_hub

workflow = typer.Typer(
    no_args_is_help=True, help="Approval chains: their versions and who holds their roles."
)
ROWS_MAX = 10_000


def add_to(app: typer.Typer) -> None:
    app.add_typer(workflow, name="workflow")


@workflow.command("publish")
def publish(
    approver: Approver,
    files: Annotated[list[Path] | None, typer.Argument(help="chains; those that ship, unless said")] = None,
    by: By = "",
) -> None:
    """Publishes the chains of these files; what runs already keeps the version it began with."""
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    for path in files or sorted(SHIPPED.glob("*.yaml")):
        chain = read_chain(path, ChinaHolidays(), this_year=hub.store.now().year)
        said = ChainPublished(chain=chain, publisher=publisher, approver=other)
        tell(hub, "workflow.chain_published.v1", said, key=f"{chain.chain}/{chain.version}")
        print(
            f"{chain.chain} version {chain.version} with {len(chain.nodes)} nodes goes to the workflow room"
        )


@workflow.command("hold")
def hold(
    role: Annotated[str, typer.Argument(help="the role, as risk_officer")],
    approver: Approver,
    people: Annotated[list[str] | None, typer.Argument(help="who holds it, in the order of signing")] = None,
    by: By = "",
) -> None:
    """Says who holds a role from now on, and nobody else; under four eyes people who sign in here."""
    hub, settings = open_hub()
    require_persons(hub, settings, people or ())
    proposer, other = two_people(hub, settings, by, approver)
    said = RoleHeld(role=role, people=tuple(people or ()), proposer=proposer, approver=other)
    tell(hub, "workflow.role_held.v1", said, key=f"{role}/{hub.store.now().isoformat()}")
    print(f"{role} is held by {', '.join(said.people) or 'nobody'}, once it is handled")


@workflow.command("retire")
def retire(
    chain: Annotated[str, typer.Argument(help="the chain, as application")],
    why: Annotated[str, typer.Option(help="the reason")],
    approver: Approver,
    by: By = "",
) -> None:
    """Takes a chain out of use: nothing new starts on it until a newer version is published."""
    hub, settings = open_hub()
    proposer, other = two_people(hub, settings, by, approver)
    said = ChainTakenOut(chain=chain, proposer=proposer, approver=other, reason=why)
    tell(hub, "workflow.chain_retired.v1", said, key=f"{chain}/{hub.store.now().isoformat()}")
    print(f"{chain} is out of use, once it is handled")


@workflow.command("start")
def start(
    number: Annotated[str, typer.Argument(help="its number, new")],
    chain: Annotated[str, typer.Option(help="the chain, as application")],
    subject: Annotated[str, typer.Option(help="the number of what is decided")],
    minor: Annotated[
        int, typer.Option(help="the amount in minor units of the chain's currency, as fen", min=0)
    ] = 0,
    by: By = "",
) -> None:
    """Asks for a decision, by the newest version of the chain."""
    hub, settings = open_hub()
    versions = hub.store.rows(ChainVersion, limit=ROWS_MAX, chain=chain)
    if not versions:
        raise Refused(f"chain {chain} is not published; `hub workflow list` names those that are")
    newest = msgspec.json.decode(versions[-1].body, type=Chain)
    said = WorkflowStarted(
        number=number,
        chain=chain,
        subject_kind=newest.subject_kind,
        subject=subject,
        maker=proven(hub, settings, by),
        currency=newest.currency,
        minor=minor,
    )
    tell(hub, "workflow.started.v1", said, key=number)
    print(f"workflow {number} about {said.subject_kind} {subject} goes to the workflow room")


@workflow.command("list")
def list_all() -> None:
    """Every version of every chain, and who holds which role."""
    hub, _settings = open_hub()
    chains = hub.store.rows(ChainVersion, limit=ROWS_MAX)
    retired = {row.chain: row for row in hub.store.rows(ChainRetired, limit=ROWS_MAX)}
    print_lines(
        (_line(row, retired.get(row.chain)) for row in chains),
        nothing="no chain is published; `hub workflow publish` takes those that ship",
    )
    for role in hub.store.rows(Role, limit=ROWS_MAX):
        names = ", ".join(msgspec.json.decode(role.people, type=list[str]))
        print(f"{role.role}: {names or 'nobody'}")


def _line(row: ChainVersion, retired: ChainRetired | None) -> str:
    out = f"  out of use: {retired.reason}" if retired is not None and row.version <= retired.version else ""
    return f"{row.chain} {row.version}  {row.hash[:12]}  {row.publisher}, {row.approver}{out}"
