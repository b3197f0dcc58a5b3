"""`hub map rollback`: the contract and mappings that were in force before, in force again by one command."""

from __future__ import annotations

from typing import Annotated

import typer

from core.hub import rollback
from gateway.cli.acting import acting
from gateway.cli.said import SHORT, By, shown
from gateway.opening import open_hub


def go_back(
    partner: str,
    why: Annotated[str, typer.Option(help="the reason; it stands in the audit")],
    to: Annotated[str, typer.Option(help="the beginning of a contract's hash; else the one before")] = "",
    by: By = "",
) -> None:
    """Puts the contract before, with its mappings, in force again: from each stream's next message on.

    What was taken in under the other stays as it was read; a plan (`reread`) reads it again.
    """
    hub, settings = open_hub()
    who = acting(hub, settings, by, "mapping.approve", partner)
    with hub.store.unit() as unit:
        chosen = rollback.chosen(unit, partner, to)
        hash_ = rollback.roll_back(unit, hub.blobs, chosen, who=who, why=why)
    hub.library.forget()
    print(f"{partner}: {hash_[:SHORT]} of {shown(chosen.published_at)} is in force again")
