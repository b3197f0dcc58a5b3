"""`hub party`: templates and bands are published; ratios of a party, how they went and stand beside peers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.wiring.parties_data import STANDARD, read_bands, read_template
from core.kernel.errors import Refused
from core.parties import (
    Analysis,
    BandsPublished,
    Measured,
    PartiesWork,
    PeerPlace,
    TemplatePublished,
    peers_of,
    ratios_of,
    trend_of,
)
from gateway.cli.deciding import Approver, tell, two_people
from gateway.cli.parties import party
from gateway.cli.said import By, print_lines
from gateway.looking import Looking
from gateway.opening import open_hub

YEARS = 3


@party.command("publish-template")
def publish_template(
    approver: Approver,
    file: Annotated[Path, typer.Argument(help="a template; the one that ships, unless said")] = STANDARD,
    by: By = "",
) -> None:
    """Publishes what statements must say and how they add up, for those that come from now on."""
    template = read_template(file)
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    said = TemplatePublished(template=template, publisher=publisher, approver=other)
    tell(hub, "party.template_published.v1", said, key=f"{template.template}/{template.version}")
    print(f"template {template.template} version {template.version} goes to the parties room")


@party.command("publish-bands")
def publish_bands(
    approver: Approver,
    file: Annotated[Path, typer.Argument(help="the bands of an industry in a year")],
    by: By = "",
) -> None:
    """Publishes how the peers of an industry stand, in the place of what was said of that year before."""
    bands = read_bands(file)
    hub, settings = open_hub()
    publisher, other = two_people(hub, settings, by, approver)
    said = BandsPublished(bands=bands, publisher=publisher, approver=other)
    key = f"{bands.industry}/{bands.year}/{hub.store.now().isoformat()}"
    tell(hub, "party.bands_published.v1", said, key=key)
    print(f"bands of {bands.industry or 'all industries'} in {bands.year} go to the parties room")


@party.command("ratios")
def show_ratios(
    uscc: Annotated[str, typer.Argument(help="its unified social credit code")],
    on: Annotated[str, typer.Option("--on", help="of what had ended that day, as 2026-06-30; today")] = "",
    scope: Annotated[str, typer.Option(help="single or consolidated; the group's where there is one")] = "",
) -> None:
    """Every ratio of the newest year, what it lacks, where it went, and its place among peers."""
    if scope not in {"", "single", "consolidated"}:
        raise Refused(f"--scope is single or consolidated, not {scope!r}")
    hub, _settings = open_hub()
    day = _day(on, hub.store.now().date())
    work = PartiesWork(Looking(hub.store))
    found = ratios_of(work, uscc, day, scope=scope)
    trends = {each.name: each.direction for each in trend_of(work, uscc, day, years=YEARS, scope=scope)}
    places = {each.ratio: each for each in peers_of(work, uscc, day)} if found.period_end else {}
    print(_head(found))
    print_lines(
        (_line(each, trends.get(each.name, ""), places.get(each.name)) for each in found.ratios), nothing=""
    )


def _head(found: Analysis) -> str:
    if not found.period_end:
        return f"{found.uscc} has no balance sheet of a year that had ended"
    audited = "audited" if found.audited else "not audited"
    return f"{found.uscc} {found.scope} until {found.period_end}, {found.currency}, {audited}"


def _line(each: Measured, direction: str, place: PeerPlace | None) -> str:
    if each.value is None:
        return f"  {each.name}: not told, lacks {', '.join(each.missing)}"
    least = "at least " if each.missing else ""
    said: list[Any] = [f"{least}{each.value.normalize():f}"]
    if direction not in {"", "unknown"}:
        said.append(direction)
    if place is not None:
        said.append(f"{place.band}, {place.beside_average} average of {place.industry or 'all'} {place.year}")
    return f"  {each.name}: {', '.join(said)}"


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise Refused(f"{text!r} is no day; write it as 2026-06-30") from error
