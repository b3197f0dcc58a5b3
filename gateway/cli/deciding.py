"""A decision of the house goes in as a message; where it takes two people, both prove who they are."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from adapters.wiring.hub import Hub
from core.hub.intake import store_arrivals
from core.hub.notices import internal
from core.kernel.errors import Refused
from gateway.cli.acting import acting
from gateway.cli.said import person
from gateway.settings import Settings

Approver = Annotated[str, typer.Option(help="who approves it; another than who gives the command")]
# What decides about money is published as mappings are: written by one, approved by another.
PUBLISH, APPROVE = "mapping.publish", "mapping.approve"


def two_people(hub: Hub, settings: Settings, by: str, approver: str) -> tuple[str, str]:
    """(who publishes, who approves); Refused where they are one, or under four eyes not proven."""
    publisher, other = person(by).strip(), approver.strip()
    if other in {"", publisher}:
        raise Refused(f"{publisher} publishes; --approver names another person", cause="four_eyes.same")
    return acting(hub, settings, by, PUBLISH), acting(hub, settings, other, APPROVE)


def tell(hub: Hub, type_name: str, body: msgspec.Struct, *, key: str) -> None:
    """The message as an arrival; the worker handles it, and refuses it if it must not be."""
    with hub.store.unit() as unit:
        told = [internal(type_name, body, partner="hub", site="", key=key)]
        [stored] = store_arrivals(unit, hub.blobs, told)
    place = f"{stored.partition}/{stored.number}"
    # Beside what the command prints: a no comes from the worker, and nobody else would say where to look.
    typer.echo(f"it is message {place}: `hub explain {place}` says what became of it", err=True)
