"""`hub map diff`: what a new mapping would have made of a partner's last days, beside the one in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.wiring.mapping_diffs import KeptDiff, Wanted
from core.hub.audit_desk import look_at_body
from core.hub.diff_counts import FieldCount, MappingDiff, Sums
from gateway.cli.acting import acting
from gateway.cli.said import By, in_mappings, shown
from gateway.opening import open_hub

LINES_MAX = 40
HASH_SHOWN = 12


def compare(
    partner: str,
    mapping: Annotated[
        str,
        typer.Option("--mapping", "-m", help="the new one's file; NAME=FILE where it is called otherwise"),
    ],
    days: Annotated[int, typer.Option(help="how many days back")] = 7,
    json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    by: By = "",
) -> None:
    """Runs the messages of a partner's last days through both mappings and shows what differs.

    Nothing is booked. Stopped, it goes on where it was when it is asked for again. It looks at bodies, and
    the audit says so.
    """
    hub, settings = open_hub()
    instead, _, file = mapping.rpartition("=")
    wanted = Wanted(partner, days, in_mappings(Path(file), settings.mappings), instead)
    kept = KeptDiff(hub, wanted, settings.mappings)
    who = acting(hub, settings, by, "message.see_body", partner)
    look_at_body(hub.store, by=who, what="mapping.compared", on=f"{partner}, {days} days")
    begun = kept.begun()
    if begun is not None:
        typer.echo(f"goes on after {begun.looked} messages", err=True)
    found: MappingDiff | None = None
    for found in kept.run():
        typer.echo(f"\r{found.looked} messages", err=True, nl=False)
    typer.echo("", err=True)
    if found is not None:
        print(msgspec.json.encode(found).decode() if json else "\n".join(_told(found)))


def _told(found: MappingDiff) -> Iterator[str]:
    old, new = found.old[:HASH_SHOWN], found.new[:HASH_SHOWN]
    yield f"{found.partner} {found.mapping}: {old} (in force) and {new} (new)"
    yield f"from {shown(found.since)} to {shown(found.until)}"
    yield (
        f"{found.looked} messages: {found.same} the same, {found.changed} differ,"
        f" {found.refused_by_both} refused by both; {found.other} read by other mappings"
    )
    yield f"documents: {found.gone} gone, {found.added} added"
    yield from _counts("newly refused", found.newly_refused)
    yield from _counts("newly accepted, before", found.newly_accepted)
    yield from _counts("fields that differ", found.fields)
    yield from _sums("money", found.money)
    yield from _sums("goods", found.goods)


def _counts(title: str, kind: dict[str, FieldCount]) -> Iterator[str]:
    if not kind:
        return
    yield f"{title}:"
    order = sorted(kind.items(), key=lambda one: (-one[1].count, one[0]))
    for name, count in order[:LINES_MAX]:
        yield f"  {count.count:>8}  {name}"
        for at, before, after in count.examples:
            yield f"            {at}: {f'{before!r} -> ' if before else ''}{after!r}"
    if len(order) > LINES_MAX:
        yield f"  and {len(order) - LINES_MAX} more; --json has them"


def _sums(title: str, sums: dict[str, Sums]) -> Iterator[str]:
    """Only what is not the same in the end: amounts that moved between documents are no difference."""
    different = [(name, one) for name, one in sorted(sums.items()) if one.before != one.after]
    if not different:
        yield f"{title}: no difference"
        return
    yield f"{title}:"
    for name, one in different[:LINES_MAX]:
        yield f"  {name}: {one.before} -> {one.after} ({one.after - one.before:+})"
    if len(different) > LINES_MAX:
        yield f"  and {len(different) - LINES_MAX} more; --json has them"
