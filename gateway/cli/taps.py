"""`hub tap`: copies of chosen messages to look at for some minutes; the flow does not feel it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
import typer

from core.hub.audit_desk import look_at_body
from core.hub.wiretap import COPIES_MAX, MINUTES_MAX, Tap, TapCopy, Wanted, WireTaps
from gateway.cli.said import SHORT, By, person, print_lines, shown, the_one, warn_without_clock
from gateway.opening import open_hub

tap = typer.Typer(no_args_is_help=True, help="Wire taps: copies of what is handled, for an operator's eyes.")
Id = Annotated[str, typer.Argument(help="the tap, by the beginning of its id")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(tap, name="tap")


@tap.command("add")
def add(
    partner: Annotated[str, typer.Option(help="only of this partner")] = "",
    type_: Annotated[str, typer.Option("--type", help="only types that begin so, as wms.")] = "",
    minutes: Annotated[int, typer.Option(help=f"how long, at most {MINUTES_MAX}")] = 10,
    size: Annotated[int, typer.Option(help=f"how many of the newest are kept, at most {COPIES_MAX}")] = 200,
    by: By = "",
) -> None:
    """Opens a tap; what is handled from now on is copied to it."""
    hub, _settings = open_hub()
    wanted = Wanted(partner=partner, type=type_, minutes=minutes, size=size)
    opened = WireTaps(hub.store).open(wanted, who=person(by))
    print(f"{opened.tap[:SHORT]} is open until {shown(opened.until)}; `hub tap show {opened.tap[:SHORT]}`")
    warn_without_clock(hub.store)


@tap.command("list")
def list_taps() -> None:
    """Every tap that is there, open or over; an hour after its end the clock throws it away."""
    hub, _settings = open_hub()
    now = hub.store.now()
    found = sorted(WireTaps(hub.store).taps(), key=lambda one: one.opened_at)
    print_lines((_line(one, now) for one in found), nothing="no tap is there; `hub tap add` opens one")


@tap.command("show")
def show(
    tap_id: Id,
    limit: Annotated[int, typer.Option(help="how many of the newest", min=1, max=COPIES_MAX)] = 20,
    bodies: Annotated[bool, typer.Option("--bodies", help="the canonical document of each too")] = False,
    by: By = "",
) -> None:
    """What it heard, oldest first, up to this moment."""
    hub, _settings = open_hub()
    taps = WireTaps(hub.store)
    chosen = _chosen(taps, tap_id)
    if bodies:
        look_at_body(hub.store, by=person(by), what="tap.bodies", on=f"tap {chosen.tap}")
    # Whoever looks copies what is due first, so that it is seen at once, and where no clock ticks too.
    taps.copy_due()
    newest = taps.copies(chosen.tap)[:limit]
    lines = (line for copy in reversed(newest) for line in _copy(copy, bodies=bodies))
    print_lines(lines, nothing="nothing was handled yet that it listens for")


@tap.command("remove")
def remove(tap_id: Id, by: By = "") -> None:
    """Closes a tap and throws its copies away."""
    hub, _settings = open_hub()
    taps = WireTaps(hub.store)
    chosen = _chosen(taps, tap_id)
    taps.close(chosen.tap, who=person(by))
    print(f"{chosen.tap[:SHORT]} is closed")


def _chosen(taps: WireTaps, beginning: str) -> Tap:
    found = {one.tap: one for one in taps.taps()}
    return found[the_one(beginning, list(found), what="tap")]


def _line(one: Tap, now: datetime) -> str:
    state = "open until" if one.until > now else "over since"
    listens = f"{one.type or 'any type'} of {one.partner or 'any partner'}"
    return f"{one.tap[:SHORT]} {state} {shown(one.until)} {listens}: {one.copied} copied, by {one.opened_by}"


def _copy(copy: TapCopy, *, bodies: bool) -> Iterator[str]:
    place = f"{copy.partition}/{copy.number}/{copy.ordinal}"
    reason = f": {copy.reason}" if copy.reason else ""
    yield f"{shown(copy.copied_at)} {place:14} {copy.type} {copy.key} {copy.partner} {copy.outcome}{reason}"
    if bodies and copy.cut:
        # A body that was cut is no JSON any more.
        yield f"  {copy.body.decode(errors='replace')} … (cut)"
    elif bodies:
        yield from (f"  {line}" for line in msgspec.json.format(copy.body, indent=2).decode().splitlines())
