"""`hub task`: who has what to do for which decision, and what people do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import typer

from core.hub.ports import Store
from core.kernel.errors import Refused
from core.workflow import Instance, Step, Task, WorkflowActed
from gateway.cli.acting import proven
from gateway.cli.deciding import tell
from gateway.cli.said import By, print_lines, shown
from gateway.opening import open_hub

task = typer.Typer(no_args_is_help=True, help="Tasks of approval chains: what waits for whom.")
ROWS_MAX = 10_000
Number = Annotated[str, typer.Argument(help="the workflow's number")]
Reason = Annotated[str, typer.Option(help="why; a no and a return must say it")]
Seen = Annotated[int, typer.Option("--version", help="the version you decided on; else what is there now")]
To = Annotated[str, typer.Argument(help="the person, or the node")]

# Commands that concern the whole; and those that concern a person or a node, with their verb and its mode.
PLAIN = {
    "approve": "Signs.",
    "reject": "Says no.",
    "withdraw": "Takes back what one made.",
    "remind": "Reminds who has not signed.",
    "resubmit": "Hands in again what was returned to its maker.",
    "claim": "Takes it alone; the others are not asked until it is given back.",
    "unclaim": "Gives back to all what one claimed.",
}
TO_SOMEBODY = {
    "redo": ("return", "redo", "Returns it to an earlier node, or to `maker`: all nodes from there again."),
    "resume": ("return", "resume", "Returns it to an earlier node, or to `maker`: then back here at once."),
    "transfer": ("transfer", "", "Gives one's task to another for good."),
    "delegate": ("delegate", "", "Lets another sign in one's name too."),
    "add-before": ("add_signer", "before", "Asks another to sign too, before oneself."),
    "add-after": ("add_signer", "after", "Asks another to sign too, after oneself."),
    "remove-signer": ("remove_signer", "", "Takes away whom one added."),
}


def add_to(app: typer.Typer) -> None:
    for name, does in PLAIN.items():
        task.command(name, help=does)(_plain(name))
    for name, (verb, mode, does) in TO_SOMEBODY.items():
        task.command(name, help=does)(_to_somebody(verb, mode))
    app.add_typer(task, name="task")


@task.command("list")
def list_tasks(
    of: Annotated[str, typer.Option("--person", help="of this person; else of everybody")] = "",
) -> None:
    """What waits, for whom, since when, and when it is due."""
    hub, _settings = open_hub()
    asked: dict[str, Any] = {"person": of} if of else {}
    found = hub.store.rows(Task, limit=ROWS_MAX, state="open", **asked)
    found.sort(key=lambda row: (row.due_at is None, row.due_at or row.since, row.number))
    now = hub.store.now()
    print_lines((_line(row, now) for row in found), nothing="no task waits")


@task.command("show")
def show(number: Number) -> None:
    """One decision: where it stands, and every step of its log."""
    hub, _settings = open_hub()
    found = _instance(hub.store, number)
    print(
        f"{number} {found.subject_kind} {found.subject} of {found.maker}, {found.chain} {found.chain_version}"
        f": {found.outcome or 'at ' + found.node}, version {found.version}"
    )
    for step in hub.store.rows(Step, limit=ROWS_MAX, number=number):
        did = " ".join(word for word in (step.by, step.verb, step.to, step.mode) if word)
        why = f": {step.reason}" if step.reason else ""
        print(f"{step.ordinal:4} {shown(step.at)}  {step.node}: {did}{why}")
    open_tasks = hub.store.rows(Task, limit=ROWS_MAX, number=number, state="open")
    print_lines(
        (f"waits for {_line(row, hub.store.now())}" for row in open_tasks), nothing="nobody is asked any more"
    )


@task.command("approve-all")
def approve_all(
    numbers: Annotated[list[str], typer.Argument(help="the workflows' numbers, as they stand now")],
    reason: Reason = "",
    by: By = "",
) -> None:
    """Signs several at once, where their chains allow it; each that may not be is refused by itself."""
    hub, settings = open_hub()
    seen = {number: _instance(hub.store, number) for number in numbers}
    who = proven(hub, settings, by)
    for number, found in seen.items():
        body = WorkflowActed(
            number=number, version=found.version, verb="approve", by=who, mode="batch", reason=reason
        )
        tell(hub, "workflow.acted.v1", body, key=f"{number}/{hub.store.now().isoformat()}")
    print(f"{who}: approve {', '.join(seen)} goes to the workflow room")


def _instance(store: Store, number: str) -> Instance:
    found = store.get(Instance, number)
    if found is None:
        raise Refused(f"there is no workflow {number}; `hub task list` names those that wait")
    return found


def _plain(name: str) -> Callable[..., None]:
    def command(number: Number, reason: Reason = "", version: Seen = 0, by: By = "") -> None:
        _act(number, name, version=version, by=by, reason=reason)

    return command


def _to_somebody(verb: str, mode: str) -> Callable[..., None]:
    def command(number: Number, to: To, reason: Reason = "", version: Seen = 0, by: By = "") -> None:
        _act(number, verb, version=version, by=by, to=to, mode=mode, reason=reason)

    return command


def _act(number: str, verb: str, *, version: int, by: str, **more: str) -> None:
    hub, settings = open_hub()
    found = _instance(hub.store, number)
    who = proven(hub, settings, by)
    body = WorkflowActed(number=number, version=version or found.version, verb=verb, by=who, **more)
    tell(hub, "workflow.acted.v1", body, key=f"{number}/{hub.store.now().isoformat()}")
    print(f"{who}: {verb} {number} at version {body.version} goes to the workflow room")


def _line(row: Task, now: datetime) -> str:
    due = f", due {shown(row.due_at)}" if row.due_at is not None else ""
    late = " LATE" if row.due_at is not None and row.due_at <= now else ""
    behalf = f" for {row.on_behalf}" if row.on_behalf else ""
    return f"{row.person}{behalf}  {row.number} at {row.node} since {shown(row.since)}{due}{late}"
