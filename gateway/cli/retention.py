"""`hub retention`: how long what is kept, what would go now, and when the clock last let go of anything."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from adapters.database.message_months import DatabaseMonths
from adapters.database.queues import DatabaseQueues
from adapters.wiring.hub import Hub
from core.hub.months import MonthRetention
from core.hub.retention import JOB, PREVIEW_MAX, RUNS_DAYS, SENT_DAYS, Going, Retention
from core.hub.timetable import JobRun, JobState
from gateway.cli.said import print_lines, shown, warn_without_clock
from gateway.opening import open_hub

RUNS_SHOWN_MAX = 10

retention = typer.Typer(no_args_is_help=True, help="Retention: the rules, what would go now, the last run.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(retention, name="retention")


@retention.command("rules")
def rules() -> None:
    """How long each partner's raw bytes are kept, as its contract says, and when the clock last looked."""
    hub, settings = open_hub()
    for rule in _of(hub).rules():
        raised = f", for its contract's {rule.said_days} are too few" if rule.said_days < rule.days else ""
        print(f"{rule.partner:24} {rule.days:6} days{raised}")
    print(f"{'sends that arrived':24} {SENT_DAYS:6} days")
    print(f"{'runs of timed jobs':24} {RUNS_DAYS:6} days")
    print(f"{'messages by months':24} {_months_said(hub, settings.months_kept)}")
    print_lines(_last(hub), nothing="it never ran")
    warn_without_clock(hub.store)


@retention.command("preview")
def preview() -> None:
    """What would go if the clock ran it now. Nothing is changed; hashes, sizes and times never go."""
    hub, _settings = open_hub()
    kept, now = _of(hub), hub.store.now()
    print_lines(map(_going, kept.preview(now)), nothing="no raw bytes would go")
    traces = kept.traces(now)
    print(f"{_count(traces.sends)} sends that arrived, {_count(traces.runs)} runs of timed jobs")


def _months_said(hub: Hub, months_kept: int) -> str:
    """How long whole messages are kept, and what holds the oldest month that is over its time."""
    if not months_kept:
        return "   for ever"
    months = MonthRetention(hub.store, DatabaseMonths(hub.store.engine), months_kept=months_kept)
    held = months.held(hub.store.now())
    return f"{months_kept:6} months{f'; still here, for {held}' if held else ''}"


def _of(hub: Hub) -> Retention:
    return Retention(hub.store, hub.library, DatabaseQueues(hub.store.engine))


def _last(hub: Hub) -> Iterator[str]:
    known = hub.store.get(JobState, JOB)
    if known is None:
        return
    yield f"last run: {shown(known.taken_at)}; {known.failures} failures in a row"
    for run in hub.store.rows(JobRun, limit=RUNS_SHOWN_MAX, job=JOB):
        yield f"  {run.state}: {run.text or 'nothing was due'}"


def _going(going: Going) -> str:
    stream = "/".join(part for part in (going.partner, going.site) if part)
    count = f"{going.messages}{' and more' if going.more else ''}"
    return (
        f"{stream}: {count} messages, {going.size} bytes, {shown(going.first_at)} to {shown(going.last_at)}"
    )


def _count(number: int) -> str:
    return f"{number} or more" if number >= PREVIEW_MAX else str(number)
