"""`hub partner`: publishing contracts with their mappings, and tokens for partners' machines."""

from __future__ import annotations

from pathlib import Path

import typer

from adapters.wiring.folders import find_folders, read_folder
from core.hub.access import give_token
from core.hub.audit_desk import Noted, note
from core.kernel.errors import Refused
from gateway.cli.said import By, person
from gateway.opening import open_hub

partner = typer.Typer(no_args_is_help=True, help="Partners: contracts, mappings, tokens.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(partner, name="partner")


@partner.command("publish")
def publish(
    name: str = typer.Argument("", help="a folder of mappings/, or all of them"), by: By = ""
) -> None:
    """Publishes a partner's contract and mappings; what does not compile is not published."""
    hub, settings = open_hub()
    folders = [settings.mappings / name] if name else find_folders(settings.mappings)
    for folder in folders:
        hash_, fresh = hub.publish(read_folder(Path(folder)), by=person(by))
        print(f"{folder.name}: {hash_[:12]} {'published' if fresh else 'is published already'}")
    if not folders:
        raise Refused(f"no partner folder in {settings.mappings}")


@partner.command("token")
def token(name: str, by: By = "") -> None:
    """Gives a partner's machine a bearer token for the REST door; it is shown once."""
    hub, _settings = open_hub()
    with hub.store.unit() as unit:
        given = give_token(unit, name)
        note(unit, Noted(by=person(by), what="token.given", on=name))
    print(given)
