"""`hub house` prints everything that was discovered; `hub explain` a message's whole way."""

from __future__ import annotations

import importlib.util
import pkgutil

import typer

from adapters import formats
from adapters.wiring import endpoints, sources
from adapters.wiring.folders import find_folders, read_folder
from adapters.wiring.rooms import DiscoveredRooms
from core import catalogue
from core.hub.audit_desk import look_at_body
from core.hub.explain import explain
from core.hub.months import gone_with
from core.hub.records import RECORDS
from core.hub.story import tell
from core.kernel.errors import HubError, Refused
from gateway.cli.said import By, person
from gateway.console import page_modules
from gateway.opening import open_hub
from gateway.settings import read_settings


def add_to(app: typer.Typer) -> None:
    app.command("house")(house)
    app.command("explain")(explain_message)


def house() -> None:
    """Prints what was discovered: handlers, types, formats, records, endpoints, sources, pages, jobs …"""
    rooms = DiscoveredRooms()
    _section("handlers", [f"{t:34} {', '.join(h.name for h in rooms.handlers(t))}" for t in rooms.types()])
    _section("document types", [f"{name:34} {kind.__name__}" for name, kind in catalogue.TYPES.items()])
    _section("formats", [f"{name:34} {', '.join(ways)}" for name, ways in formats.formats().items()])
    _section("records", [f"{name:34} key {', '.join(kind.KEY)}" for name, kind in sorted(RECORDS.items())])
    ways = [f"{module.ADAPTER:34} repeat: {', '.join(module.REPEATS)}" for module in endpoints.discover()]
    _section("endpoints", ways)
    _section("sources", [module.ADAPTER for module in sources.discover()])
    _section("console pages", sorted(module.__name__.rpartition(".")[2] for module in page_modules()))
    _section("timed jobs", _jobs())
    _section("partners", _partners())


def _jobs() -> list[str]:
    """By their files: the clock is another process, and the gateway imports nothing of it."""
    found = importlib.util.find_spec("schedules.jobs")
    return [info.name for info in pkgutil.iter_modules(found.submodule_search_locations)] if found else []


def _partners() -> list[str]:
    lines = []
    for folder in find_folders(read_settings().mappings):
        try:
            contract = read_folder(folder).contract
            lines.append(f"{contract.partner:34} {', '.join(feed.source for feed in contract.feeds)}")
        except HubError as error:
            lines.append(f"{folder.name:34} broken: {error.text}")
    return lines


def explain_message(message_id: str, by: By = "") -> None:
    """Prints a message's whole way; ID is partition/number, as shown on its page."""
    partition, _, number = message_id.partition("/")
    if not (partition.isdecimal() and number.isdecimal()):
        raise Refused(f"{message_id!r} is no place; give partition/number, as 3/17")
    hub, _settings = open_hub()
    outlet = hub.views.outlet(int(partition))
    handled = outlet is not None and outlet.position >= int(number)
    story = tell(hub.store, int(partition), int(number), handled=handled)
    if story is None:
        gone = gone_with(hub.store, int(partition), int(number))
        if gone is None:
            raise Refused(f"there is no message {message_id}")
        print(f"message {message_id}: let go\n  from      {gone.partner}\n  why       {gone.text}")
        return
    look_at_body(hub.store, by=person(by), what="message.explained", on=message_id)
    print(explain(story))


def _section(title: str, lines: list[str]) -> None:
    print(f"{title} ({len(lines)})")
    for line in lines:
        print(f"  {line}")
