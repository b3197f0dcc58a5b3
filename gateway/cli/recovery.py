"""`hub recovery`: after a restore, what cannot be proven complete, per partner and by time; and its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from adapters.wiring.hub import Hub
from core.hub import outbox
from core.hub.incarnations import Incarnation, newest
from core.hub.outbox import Outgoing
from core.hub.recovery import Recovering, all_of, close
from gateway.cli.said import By, person, print_lines, shown
from gateway.opening import open_hub

DOUBTS_MAX = 10_000

recovery = typer.Typer(help="After a restore: what is not proven complete, and its end.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(recovery, name="recovery")


@recovery.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Says per partner and time what cannot be proven complete; 1 while anything is open."""
    if context.invoked_subcommand is not None:
        return
    hub, _settings = open_hub()
    life = newest(hub.store)
    rows = all_of(hub.store, life) if life is not None else []
    if life is not None:
        print_lines(_lines(hub, life, rows), nothing="")
    else:
        print("this hub was never restored")
    raise typer.Exit(int(any(row.ended_at is None for row in rows)))


@recovery.command("close")
def close_one(
    subject: Annotated[str, typer.Argument(help="as `hub recovery` names it, in quotes")],
    why: Annotated[str, typer.Option("--why", help="what you know; it stands in the audit")],
    by: By = "",
) -> None:
    """Answers for one of whom it cannot be proven: what is new of it is sent on without a question."""
    hub, _settings = open_hub()
    row = close(hub.store, hub.blobs, subject=subject, by=person(by), why=why)
    print(f"{row.subject} is closed: {row.text}")


def _lines(hub: Hub, life: Incarnation, rows: list[Recovering]) -> Iterator[str]:
    span = f"{shown(life.complete_to)} to {shown(life.restored_at)}"
    yield f"restored {shown(life.restored_at)} by {life.by}: {life.why} (incarnation {life.number})"
    for row in sorted(rows, key=lambda row: (row.partner, row.subject)):
        if row.ended_at is None:
            yield f"  NOT PROVEN  {row.partner:20} {span}  {row.subject}: {row.text}"
        else:
            yield f"  closed      {row.partner:20} {shown(row.ended_at)}  {row.subject}: {row.text}"
    doubts = hub.store.rows(Outgoing, limit=DOUBTS_MAX, state=outbox.IN_DOUBT)
    if doubts:
        yield f"{len(doubts)} sends are in doubt and wait for a person (alert H06): `hub send list`"
    if any(row.ended_at is None for row in rows):
        yield "sends that may not be repeated are asked about first, or left to a person, until all is closed"
