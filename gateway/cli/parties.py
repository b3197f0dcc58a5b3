"""`hub party`: who a party is, what changed, who it hangs together with, and circles among all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from core.hub.ports import Store
from core.hub.records import Key, R, key_of
from core.kernel.errors import Refused
from core.parties import Party, PartyLink, PartyVersion, Tie, blocked, clusters, cycles
from gateway.cli.said import print_lines, shown
from gateway.opening import open_hub

party = typer.Typer(no_args_is_help=True, help="The master of parties: versions, standing, ties.")
PAGE = 10_000
ROWS_MAX = 1_000_000
CIRCLES = ("holds", "controls", "guarantees", "trades")


def add_to(app: typer.Typer) -> None:
    app.add_typer(party, name="party")


@party.command("show")
def show(uscc: Annotated[str, typer.Argument(help="its unified social credit code")]) -> None:
    """What is known of a party, each version of it, and what it hangs together with."""
    hub, _settings = open_hub()
    found = hub.store.get(Party, uscc.upper())
    if found is None:
        raise Refused(f"{uscc} is not in the master; its party.master makes it known")
    why = blocked(found, hub.store.now()) or found.standing or "no standing"
    print(f"{found.uscc} {found.name}, {found.roles or 'no role'}: {why}")
    for version in hub.store.rows(PartyVersion, limit=PAGE, uscc=found.uscc):
        fields = ", ".join(version.changed.split())
        print(f"  {version.version:4} {shown(version.known_at)}  {version.source}: {fields}")
    ties = hub.store.rows(PartyLink, limit=PAGE, begin=found.uscc)
    ties += hub.store.rows(PartyLink, limit=PAGE, end=found.uscc)
    lines = (f"  {tie.begin} {tie.kind} {tie.end} {_share(tie)}".rstrip() for tie in ties)
    print_lines(lines, nothing="  it hangs together with nobody")


@party.command("ties")
def ties() -> None:
    """Circles of holdings, control, guarantees or trade, and parties that share something."""
    hub, _settings = open_hub()
    found = [Tie(row.kind, row.begin, row.end) for row in _all(hub.store, PartyLink)]
    circles = (
        f"circle of {kind}: {' > '.join(group)}" for kind in CIRCLES for group in cycles(found, kinds=[kind])
    )
    parties = [row.uscc for row in _all(hub.store, Party)]
    groups = (f"together: {', '.join(group)}" for group in clusters(found, parties=parties))
    print_lines((*circles, *groups), nothing="no circle, and nobody hangs together with another")


def _share(tie: PartyLink) -> str:
    return f"{tie.share_ppm / 10_000:g} %" if tie.share_ppm else ""


def _all(store: Store, kind: type[R]) -> Iterator[R]:
    """Every row, a page at a time; Refused where there are more than can be looked at together."""
    after: Key | None = None
    count = 0
    while page := store.rows(kind, limit=PAGE, after=after):
        yield from page
        count += len(page)
        if count > ROWS_MAX:
            raise Refused(f"over {ROWS_MAX} rows of {kind.TABLE}; ask for one party with `hub party show`")
        after = key_of(page[-1])
