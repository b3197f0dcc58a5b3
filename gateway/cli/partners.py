"""`hub partner`: publishing contracts with their mappings, tokens and keys of partners' machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.folders import find_folders, read_folder
from core.hub import publications
from core.hub.access import give_token
from core.hub.audit_desk import Noted, note
from core.hub.clients import MachineClient, add_client, revoke_client
from core.hub.publications import Publication, propose
from core.kernel.errors import Refused
from gateway.cli.acting import acting, eyes_on
from gateway.cli.partner_keys import key
from gateway.cli.partner_report import print_report
from gateway.cli.said import SHORT, By, person, print_lines, shown, the_one
from gateway.opening import open_hub

LISTED_MAX = 1000

partner = typer.Typer(no_args_is_help=True, help="Partners: contracts, mappings, tokens.")

client = typer.Typer(no_args_is_help=True, help="Partners' machines: client ids and secrets (OAuth2).")


def add_to(app: typer.Typer) -> None:
    partner.add_typer(client, name="client")
    partner.add_typer(key, name="key")
    partner.command("report")(print_report)
    app.add_typer(partner, name="partner")


@partner.command("publish")
def publish(
    name: Annotated[str, typer.Argument(help="a folder of mappings/, or all of them")] = "",
    why: Annotated[str, typer.Option(help="for the second person, where four eyes are on")] = "",
    by: By = "",
) -> None:
    """Publishes a partner's contract and mappings, or proposes them where four eyes are on.

    What does not compile is neither.
    """
    hub, settings = open_hub()
    folders = [settings.mappings / name] if name else find_folders(settings.mappings)
    for folder in folders:
        read = read_folder(Path(folder))
        missing = hub.check(read.contract)
        if eyes_on(hub, settings):
            who = acting(hub, settings, by, "mapping.publish", read.contract.partner)
            with hub.store.unit() as unit:
                made = propose(unit, read.contract, read.mappings, who=who, why=why)
            short = made.publication_id[:SHORT]
            print(f"{folder.name}: {short} waits for a second person; `hub partner approve {short}`")
            _tell_missing(missing)
            continue
        hash_, fresh = hub.publish(read, by=person(by))
        print(f"{folder.name}: {hash_[:12]} {'published' if fresh else 'is published already'}")
        for mapping, stamp in hub.library.contract(hash_).mappings.items():
            print(f"  {mapping} {stamp[:12]}")
        _tell_missing(missing)
    if not folders:
        raise Refused(f"no partner folder in {settings.mappings}")


def _tell_missing(missing: list[str]) -> None:
    for text in missing:
        print(f"  not there yet, and waited for: {text}")


@partner.command("approve")
def approve_publication(
    publication: Annotated[str, typer.Argument(help="by the beginning of its id")],
    reject: Annotated[bool, typer.Option("--reject", help="it is never in force")] = False,
    by: By = "",
) -> None:
    """The second person's yes: what was proposed is in force from now on. Never its maker's."""
    hub, settings = open_hub()
    waiting = hub.store.rows(Publication, limit=LISTED_MAX, state=publications.WAITING)
    whole = the_one(publication, [one.publication_id for one in waiting], what="publication")
    [chosen] = [one for one in waiting if one.publication_id == whole]
    who = acting(hub, settings, by, "mapping.approve", chosen.partner)
    if reject:
        with hub.store.unit() as unit:
            decided = publications.reject(unit, whole, who)
    else:
        decided = hub.approve(whole, who)
    print(f"{decided.partner}: {decided.state} by {decided.decided_by}")


@partner.command("waiting")
def waiting_publications() -> None:
    """What was proposed and waits for a second person."""
    hub, _settings = open_hub()
    rows = hub.store.rows(Publication, limit=LISTED_MAX, state=publications.WAITING)
    lines = (
        f"{one.publication_id[:SHORT]} {one.partner} by {one.made_by} {shown(one.made_at)}: {one.why}"
        for one in rows
    )
    print_lines(lines, nothing="nothing waits")


@client.command("add")
def add_machine(
    name: str,
    machine: Annotated[str, typer.Option("--note", help="which machine or program")] = "",
    by: By = "",
) -> None:
    """A client id and a secret for a partner's machine (OAuth2); the secret is shown once."""
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        client_id, secret = add_client(unit, name, machine)
        note(unit, Noted(by=person(by), what="client.added", on=f"{name} {client_id}"))
    print(f"client_id     {client_id}\nclient_secret {secret}")


@client.command("list")
def list_machines(name: Annotated[str, typer.Argument(help="a partner, or all")] = "") -> None:
    """The clients, and which were revoked."""
    hub, _settings = open_hub()
    known = hub.store.rows(MachineClient, limit=LISTED_MAX)
    rows = [row for row in known if name in ("", row.partner)]
    lines = (
        f"{row.client_id} since {shown(row.made_at)}"
        f"{f', revoked {shown(row.revoked_at)}' if row.revoked_at else ''}: {row.note or row.partner}"
        for row in rows
    )
    print_lines(lines, nothing="no machine has a client id yet; `hub partner client add PARTNER`")


@client.command("revoke")
def revoke_machine(client_id: str, by: By = "") -> None:
    """Its secrets and tokens hold no longer, from this moment on."""
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        revoke_client(unit, client_id)
        note(unit, Noted(by=person(by), what="client.revoked", on=client_id))


@partner.command("token")
def token(name: str, by: By = "") -> None:
    """Gives a partner's machine a bearer token for the REST door; it is shown once."""
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        given = give_token(unit, name)
        note(unit, Noted(by=person(by), what="token.given", on=name))
    print(given)
