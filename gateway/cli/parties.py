"""`hub party`: who a party is, what changed, who it hangs together with, and circles among all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

import typer

from core.hub.ports import Store
from core.hub.records import Key, R, key_of
from core.kernel.errors import Refused
from core.parties import (
    PartiesWork,
    Party,
    PartyLink,
    PartyVersion,
    Tie,
    beneficial_owners_of,
    blocked,
    clusters,
    controllers_of,
    cycles,
    group_of,
)
from gateway.cli.said import print_lines, shown
from gateway.looking import Looking
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


@party.command("group")
def show_group(uscc: Annotated[str, typer.Argument(help="its unified social credit code")]) -> None:
    """Who controls a party, who is under one controller with it, and which people are behind it."""
    hub, _settings = open_hub()
    work = PartiesWork(Looking(hub.store))
    print(f"controlled by {', '.join(controllers_of(work, uscc)) or 'nobody'}")
    for member in group_of(work, uscc):
        row = hub.store.get(Party, member)
        print(f"  {member} {row.name if row is not None else 'not in the master'}")
    people = beneficial_owners_of(work, uscc)
    lines = (f"behind it: {each.name} {_percent(each.share)}{' controls' * each.controls}" for each in people)
    print_lines(lines, nothing="no person holds a quarter of it or controls it, as far as masters tell")


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


def _percent(share: Fraction) -> str:
    """To a hundredth of a percent, as registers write it."""
    hundredths = round(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02} %"


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
