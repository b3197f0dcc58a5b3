"""`hub keys`: the hub's keys for encrypted bodies, and whether this machine can do the suite gm."""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.trust.libcrypto import why_no_gm
from core.hub.audit_desk import Noted, note_alone
from core.hub.suites import GM, INTL, Suite, suite_named
from core.kernel.errors import Refused
from gateway.cli.said import By, person
from gateway.opening import open_hub

keys = typer.Typer(no_args_is_help=True, help="Keys that agents encrypt to, one a suite.")
SUITES: tuple[Suite, ...] = (INTL, GM)


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command("list")
def list_keys() -> None:
    """Every key that opens what comes, by suite; the last of each is the one agents are told."""
    hub, _settings = open_hub()
    lacking = why_no_gm()
    for suite in SUITES:
        known = [] if suite == GM and lacking else hub.body_keys.ids(suite)
        print(f"{suite:5} {' '.join(known) or 'none yet: made when a contract asks for encryption'}")
    if lacking:
        print(lacking)


@keys.command("rotate")
def rotate(
    suite: Annotated[str, typer.Argument(help="intl or gm")] = INTL,
    by: By = "",
) -> None:
    """Makes a new key; agents hear of it by their next receipt, and the ones before go on opening."""
    if suite not in SUITES:
        raise Refused(f"{suite!r} is no suite; there are {' and '.join(SUITES)}")
    hub, _settings = open_hub()
    named = suite_named(suite)
    path = hub.body_keys.rotate(named)
    fresh = hub.body_keys.ids(named)[-1]
    change = f"bodies are encrypted to {fresh}"
    note_alone(hub.store, Noted(by=person(by), what="keys.rotated", on=suite, change=change))
    print(f"{fresh} in {path}: back it up, what is encrypted to it can be read with nothing else")
