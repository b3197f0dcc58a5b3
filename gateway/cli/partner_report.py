"""`hub partner report`: one month of one partner, as text, JSON or a page that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import typer

from core.hub.partner_report import Report
from core.kernel.errors import Refused
from gateway.cli.said import print_lines
from gateway.console.desk import environments
from gateway.console.texts import LANGUAGES
from gateway.opening import open_hub
from gateway.reporting import last_month, report_of


def print_report(
    name: Annotated[str, typer.Argument(metavar="PARTNER")],
    month: Annotated[str, typer.Option(help="2026-10; else the last one that is over")] = "",
    json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
    html: Annotated[bool, typer.Option("--html", help="as a page that stands alone")] = False,
    language: Annotated[str, typer.Option(help="of the page: zh_CN or en")] = LANGUAGES[0],
) -> None:
    """What the partner sent in a month, what became of it, and whether it kept its times."""
    if language not in LANGUAGES:
        raise Refused(f"{language!r} is no language here; there are {', '.join(LANGUAGES)}")
    hub, _settings = open_hub()
    made = report_of(hub, name, month or last_month(hub, name))
    if json:
        print(msgspec.json.encode(made).decode())
    elif html:
        page = environments()[language].get_template("partner_report_alone.html")
        print(page.render(report=made, language=language))
    else:
        print_lines(_lines(made), nothing="")


def _lines(made: Report) -> Iterator[str]:
    yield f"{made.partner} {made.name}, {made.month} ({made.zone})"
    yield f"  {made.arrivals} deliveries, {made.bytes} bytes, {made.documents} documents"
    yield f"  {made.corrections} corrections, {made.doublings} said again and not booked again"
    yield f"  dead letters: {made.mended} mended, {made.open} open"
    for message in made.messages:
        yield f"  {message.type:<28} {message.outcome:<12} {message.count}"
    for cause in made.causes:
        yield f"  {cause.count} × {cause.cause} ({cause.mended} mended, {cause.open} open)"
    for feed in made.feeds:
        yield (
            f"  {feed.source} by {feed.due_by}: {feed.on_time} on time, {feed.came_late} late,"
            f" {feed.missed} missed, {feed.short} short, {feed.over} over"
        )
    for answer in made.answers:
        kept = "" if answer.within is None else f", {answer.within} in time"
        yield f"  {answer.who}: {answer.count} answers{kept}, p50 {answer.p50_ms} ms, p95 {answer.p95_ms} ms"
    for amount in made.amounts:
        yield f"  {amount.type} {amount.what}: {amount.value} {amount.unit}"
