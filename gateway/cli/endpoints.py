"""`hub endpoint`: where messages go, what became of each try; it pauses, tries and re-keys them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from core.hub import outbox, pausing
from core.hub.views import Tried
from core.kernel.errors import Unavailable
from gateway.cli.acting import acting
from gateway.cli.said import SHORT, By, print_lines, shown
from gateway.endpoint_desk import (
    SeenEndpoint,
    endpoints_of,
    rotate_secret,
    the_endpoint,
    try_endpoint,
)
from gateway.opening import open_hub

LOG_MAX = 1000
HOURS = 24

endpoint = typer.Typer(
    no_args_is_help=True, help="Where messages go: webhooks, files, mails, what is fetched."
)
Name = Annotated[str, typer.Argument(help="partner/name, as the contract's `sends` name it")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(endpoint, name="endpoint")


@endpoint.command("list")
def list_endpoints() -> None:
    """Every endpoint of the contracts in force, and how it stands."""
    hub, _settings = open_hub()
    print_lines(_lines(endpoints_of(hub)), nothing="no contract sends anything")


@endpoint.command("log")
def log(
    name: Name, limit: Annotated[int, typer.Option("--limit", min=1, max=LOG_MAX, help="how many")] = 50
) -> None:
    """Each try, newest first: when, how it ended, their status, how long it took, what they said."""
    hub, _settings = open_hub()
    seen = the_endpoint(hub, name)
    print_lines(
        _tries(hub.views.tries(seen.name, before=None, limit=limit)), nothing=f"{name} was not tried yet"
    )


@endpoint.command("pause")
def pause(
    name: Name, why: Annotated[str, typer.Option("--why", help="it stands at the endpoint")], by: By = ""
) -> None:
    """Nothing is sent there until `resume`; what must leave waits in its queue."""
    hub, settings = open_hub()
    seen = the_endpoint(hub, name)
    who = acting(hub, settings, by, "send.move", seen.partner)
    with hub.store.unit() as unit:
        pausing.pause(unit, seen.name, who, why)
    print(f"{name} is paused; {seen.counts.get(outbox.WAITING, 0)} wait")


@endpoint.command("resume")
def resume(name: Name, by: By = "") -> None:
    """What waited goes out, each key in its order."""
    hub, settings = open_hub()
    seen = the_endpoint(hub, name)
    who = acting(hub, settings, by, "send.move", seen.partner)
    with hub.store.unit() as unit:
        pausing.resume(unit, seen.name, who)
    print(f"{name} goes on; {seen.counts.get(outbox.WAITING, 0)} wait")


@endpoint.command("test")
def send_test(name: Name, by: By = "") -> None:
    """One signed test message, now, also where it is paused; 2 where it does not get there."""
    hub, settings = open_hub()
    seen = the_endpoint(hub, name)
    ended = try_endpoint(hub, seen.name, acting(hub, settings, by, "send.move", seen.partner))
    if ended.state != outbox.SENT:
        raise Unavailable(f"the test of {name} did not get there: {ended.text or ended.state}")
    print(f"{name} took the test {ended.send_id[:SHORT]}: {ended.text}")


@endpoint.command("rotate")
def rotate(
    name: Name,
    hours: Annotated[
        int, typer.Option("--hours", help="how long the secret of today still signs beside it")
    ] = HOURS,
    by: By = "",
) -> None:
    """A webhook's first secret, or a new one, shown once: hand it to the partner while both hold."""
    hub, settings = open_hub()
    seen = the_endpoint(hub, name)
    who = acting(hub, settings, by, "send.move", seen.partner)
    secret, called, is_second = rotate_secret(hub, seen.name, hours=hours, by=who)
    print(secret)
    before = f"the one before it signs too for {hours} h" if is_second else "it is the first one"
    print(f"This is the secret {called} of {name}, shown once; {before}.")


def _lines(found: list[SeenEndpoint]) -> Iterator[str]:
    for one in found:
        counts = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in one.counts.items())
        why = f"  {one.paused.by}: {one.paused.why}" if one.paused else ""
        last = f"  last {shown(one.last.at)} {one.last.result or 'under way'}" if one.last else ""
        if one.missing:
            why += f"  nothing gets out: secrets/{one.missing} of the hub's home is not there"
            why += f"; `hub endpoint rotate {one.name}` writes it" if one.send.adapter == "webhook" else ""
        where = f"{one.send.adapter} {one.address}"
        yield f"{one.name}  {one.state}  {where}  {counts or 'nothing waits'}{last}{why}"


def _tries(found: list[Tried]) -> Iterator[str]:
    for one in found:
        took = f"{one.took_ms} ms" if one.took_ms is not None else "-"
        what = f"{one.send_id[:SHORT]}/{one.attempt}  {one.type} {one.key}: {one.text}"
        yield f"{shown(one.at)}  {one.result or 'under way':11} {one.code or '-':>3} {took:>8}  {what}"
