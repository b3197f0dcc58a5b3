"""`hub send`: what may have arrived or was given up, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args

import typer

from core.hub import outbox
from core.hub.decide_send import Decided, Decision, decide
from core.hub.outbox import Outgoing
from core.hub.ports import Store
from core.kernel.errors import Refused
from gateway.cli.said import SHORT, By, person, print_lines, shown, the_one
from gateway.opening import open_hub

SENDS_MAX = 10_000

send = typer.Typer(no_args_is_help=True, help="Sends in doubt or given up: look at them, decide about them.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(send, name="send")


@send.command("list")
def list_sends() -> None:
    """Every send that waits for a person."""
    hub, _settings = open_hub()
    print_lines(_lines(_waiting(hub.store)), nothing="no send is in doubt or given up")


@send.command("decide")
def decide_one(
    send_id: Annotated[str, typer.Argument(help="the send, by the beginning of its id")],
    decision: Annotated[str, typer.Argument(help="arrived, again or give_up")],
    why: Annotated[str, typer.Option("--why", help="what the partner said; it stands in the audit")],
    by: By = "",
) -> None:
    """After the partner was asked: it arrived, it is sent once more, or it is given up."""
    if decision not in get_args(Decision):
        raise Refused(f"{decision!r} is no decision; say arrived, again or give_up")
    hub, _settings = open_hub()
    chosen = the_one(send_id, [one.send_id for one in _waiting(hub.store)], what="send")
    said = Decided(send_id=chosen, decision=decision, by=person(by), reason=why)  # type: ignore[arg-type]
    done = decide(hub.store, hub.blobs, said)
    print(f"{done.send_id[:SHORT]} to {done.endpoint} is {done.state}")


def _waiting(store: Store) -> list[Outgoing]:
    states = (outbox.IN_DOUBT, outbox.GIVEN_UP)
    rows = [row for state in states for row in store.rows(Outgoing, limit=SENDS_MAX, state=state)]
    return [row for row in rows if row.type != outbox.TRIED]


def _lines(rows: list[Outgoing]) -> Iterator[str]:
    for row in sorted(rows, key=lambda row: row.intent_at):
        place = f"{row.partition}/{row.number}"
        yield (
            f"{row.send_id[:SHORT]}  {row.state:9} {shown(row.intent_at)}  {row.endpoint}  {row.type}"
            f" {row.key}  of {place}: {row.text}"
        )
