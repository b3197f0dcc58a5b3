"""`hub plan`: doing things again by plan, as the console does: chosen and frozen, looked at, then started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from adapters.wiring.again import make_plans
from adapters.wiring.hub import Hub
from core.hub import plan_records
from core.hub.audit_desk import look_at_body
from core.hub.plan_records import Plan, PlanItem, Selection
from core.hub.plans import ITEMS_SHOWN_MAX, PREVIEW_MAX, RATE_PER_S, RATE_PER_S_MAX, Look, Plans
from gateway.cli.acting import acting
from gateway.cli.said import SHORT, By, person, print_lines, shown, the_one, warn_without_clock
from gateway.cli.selections import NAMES, selection_of
from gateway.opening import open_hub
from gateway.settings import read_settings

LISTED_MAX = 1000
EFFECTS_SHOWN = 8
CHANGES_SHOWN = 12

plan = typer.Typer(no_args_is_help=True, help="Plans: retry what failed, read again, rebuild the books.")
Id = Annotated[str, typer.Argument(help="the plan, by the beginning of its id")]


class What(StrEnum):
    """What is done again."""

    RETRY = "retry"
    REREAD = "reread"
    REBUILD = "rebuild"


def add_to(app: typer.Typer) -> None:
    app.add_typer(plan, name="plan")


@plan.command("create")
def create(
    kind: Annotated[What, typer.Argument(help="failures again, messages read again, or all books anew")],
    why: Annotated[str, typer.Option(help="stands on the plan and on what it does")],
    chosen: Annotated[list[str] | None, typer.Argument(help=f"NAME=VALUE of {', '.join(NAMES)}")] = None,
    rate: Annotated[int, typer.Option(help="a second at most", min=1, max=RATE_PER_S_MAX)] = RATE_PER_S,
    by: By = "",
) -> None:
    """Freezes what is chosen; nothing happens until it is started."""
    hub, settings = open_hub()
    selection = selection_of(chosen or [])
    plans = make_plans(hub, four_eyes=settings.rules.four_eyes)
    action = "plan.move" if kind is What.REBUILD else f"plan.{kind.value}"
    who = acting(hub, settings, by, action, selection.partner)
    made = plans.create(selection, kind=kind.value, who=who, reason=why, rate_per_s=rate)
    short = made.plan_id[:SHORT]
    what = "of everything" if kind is What.REBUILD else f"of {made.total} messages"
    second = f"; it waits for a second person, `hub plan approve {short}`" if plans.waits(made) else ""
    print(
        f"{short} is a {kind.value} {what}; `hub plan preview {short}`, then `hub plan start {short}`{second}"
    )


@plan.command("preview")
def preview(
    plan_id: Id,
    limit: Annotated[int, typer.Option(help="how many of the next", min=1, max=PREVIEW_MAX)] = 10,
    by: By = "",
) -> None:
    """What the plan would do to its next messages, found by doing it and taking it back."""
    hub, plans, chosen = _open(plan_id)
    look_at_body(hub.store, by=person(by), what="plan.previewed", on=f"plan {chosen.plan_id}")
    looks = plans.preview(chosen.plan_id, limit)
    nothing = "a rebuild takes everything there is" if chosen.kind == What.REBUILD else "nothing waits in it"
    print_lines((line for look in looks for line in _look(look)), nothing=nothing)


@plan.command("list")
def list_plans(
    limit: Annotated[int, typer.Option(help="how many of the newest", min=1, max=LISTED_MAX)] = 20,
) -> None:
    """The newest plans, oldest first."""
    hub, _settings = open_hub()
    found = hub.views.newest(Plan, limit=limit, by="made_at")
    print_lines((_line(one) for one in reversed(found)), nothing="no plan was made yet")


@plan.command("show")
def show(
    plan_id: Id,
    failed: Annotated[int, typer.Option(help="how many that failed", min=0, max=ITEMS_SHOWN_MAX)] = 20,
) -> None:
    """How far it is, and what failed in it."""
    hub, plans, chosen = _open(plan_id)
    items = plans.items(chosen.plan_id, plan_records.FAILED)[:failed]
    print_lines([*_whole(chosen), *map(_failed, items)], nothing="")
    if chosen.state == plan_records.RUNNING:
        warn_without_clock(hub.store)


@plan.command("approve")
def approve(plan_id: Id, by: By = "") -> None:
    """The second person's yes, never its maker's; it is still to be started."""
    _move(plan_id, by, Plans.approve, "plan.approve")


@plan.command("start")
def start(plan_id: Id, by: By = "") -> None:
    """Lets it begin with one message, then ten, then more."""
    _move(plan_id, by, Plans.start)


@plan.command("pause")
def pause(plan_id: Id, by: By = "") -> None:
    """Hands nothing more on; what was handed on runs to its end."""
    _move(plan_id, by, Plans.pause)


@plan.command("go-on")
def go_on(plan_id: Id, by: By = "") -> None:
    """Goes on after a pause, or, its cause mended, after it stopped by itself."""
    _move(plan_id, by, Plans.resume)


@plan.command("cancel")
def cancel(plan_id: Id, by: By = "") -> None:
    """Ends it; the rest stays as it is."""
    _move(plan_id, by, Plans.cancel)


def _move(plan_id: str, by: str, act: Callable[[Plans, str, str], Plan], action: str = "plan.move") -> None:
    hub, plans, chosen = _open(plan_id)
    partner = msgspec.json.decode(chosen.chosen, type=Selection).partner
    who = acting(hub, read_settings(), by, action, partner)
    print(_line(act(plans, chosen.plan_id, who)))
    warn_without_clock(hub.store)


def _open(plan_id: str) -> tuple[Hub, Plans, Plan]:
    hub, settings = open_hub()
    plans = make_plans(hub, four_eyes=settings.rules.four_eyes)
    newest = [one.plan_id for one in hub.views.newest(Plan, limit=LISTED_MAX, by="made_at")]
    whole = plan_id if hub.store.get(Plan, plan_id) else the_one(plan_id, newest, what="plan")
    return hub, plans, plans.status(whole)


def _line(one: Plan) -> str:
    done = f"{one.ended_items} of {one.total}, {one.failed} failed"
    text = f" ({one.text})" if one.text else ""
    return f"{one.plan_id[:SHORT]} {one.kind:7} {one.state:9} {done}: {one.reason}{text}"


def _whole(one: Plan) -> Iterator[str]:
    yield _line(one)
    if one.approved_by:
        yield f"  approved by {one.approved_by} {shown(one.approved_at)}"
    yield f"  made by {one.made_by} {shown(one.made_at)}, of {one.chosen.decode()}"
    if one.started_at is not None:
        yield f"  started by {one.started_by} {shown(one.started_at)}, at most {one.rate_per_s} a second"
    counts = f"{one.mended} mended, {one.same} the same, {one.failed} failed, {one.skipped} skipped"
    yield f"  {counts}, {one.total - one.ended_items} to do; step {one.step} of {one.step_size}"
    if one.ended_at is not None:
        yield f"  ended {shown(one.ended_at)}"


def _failed(item: PlanItem) -> str:
    return f"  failed {item.partition}/{item.number}: {item.again}: {item.text}"


def _look(look: Look) -> Iterator[str]:
    trial = look.trial
    yield f"{look.item.partition}/{look.item.number} {trial.would}{f': {trial.text}' if trial.text else ''}"
    yield from (f"  + {effect}" for effect in trial.effects[:EFFECTS_SHOWN])
    yield from (f"  > {endpoint} x{count}" for endpoint, count in trial.sends.items())
    for side in trial.documents:
        changes = side.changes if side.seen != "new" else ()
        for change in changes[:CHANGES_SHOWN]:
            yield f"  {side.type} {side.key} {change.path}: {change.before} -> {change.after}"
