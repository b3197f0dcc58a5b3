"""`hub health`: whether the web, the worker and the clock of this machine are well; a line each, 0 or 1."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.file.pulses import look
from adapters.trust.hub_keys import lacks_what_it_did
from core.hub.pulse import WITHIN_S, Finding
from gateway.own_doors import agents_door, public_door
from gateway.settings import Settings, read_settings

# All that is looked at is looked at at once, so this bounds the whole command.
LIMIT_S = 3.0


class Role(StrEnum):
    """A process of the hub."""

    WEB = "web"
    WORKER = "worker"
    CLOCK = "clock"
    SFTP = "sftp"


# Who serves no SFTP by a process of its own is as well as who does.
UNSAID = (Role.WEB, Role.WORKER, Role.CLOCK)


def add_to(app: typer.Typer) -> None:
    app.command("health")(health)


def health(
    roles: Annotated[list[Role] | None, typer.Argument(help="which; the first three unless said")] = None,
    within_s: Annotated[float, typer.Option("--within", help="seconds a loop may be silent")] = WITHIN_S,
) -> None:
    """Says of each part whether it is well; 1 if one is not. It looks at this machine's processes only."""
    settings = read_settings()
    looks = [one for role in roles or UNSAID for one in _looks(role, settings, within_s)]
    well = True
    for finding in _all(looks):
        print(f"{_word(finding)} {finding.text}")
        well = well and (finding.well or not finding.counts)
    raise typer.Exit(0 if well else 1)


def _word(finding: Finding) -> str:
    return "well    " if finding.well else "NOT WELL" if finding.counts else "LOOK    "


Look = Callable[[], Iterable[Finding]]


def _looks(role: Role, settings: Settings, within_s: float) -> list[tuple[str, Look]]:
    """web: its doors answer. worker, clock, sftp: their loops came round well, as they say themselves."""
    possible = ("suites", partial(suites, settings.home))
    if role is Role.WEB:
        return [
            possible,
            ("web door", partial(public_door, settings)),
            ("agents' door", partial(agents_door, settings)),
        ]
    beside = [possible] if role is Role.WORKER else []
    return [*beside, (role.value, partial(look, settings.home, role.value, within_s=within_s))]


def suites(home: Path) -> list[Finding]:
    """Only a hub that has agents of gm, on a machine that cannot hear them, is not well."""
    lacking = lacks_what_it_did(home / "keys")
    return [Finding(False, lacking)] if lacking else []


def _all(looks: list[tuple[str, Look]]) -> list[Finding]:
    """What they find in bounded time; one that does not end is not well."""
    found: dict[str, list[Finding]] = {}
    threads = [
        threading.Thread(target=lambda name=name, one=one: found.setdefault(name, list(one())), daemon=True)
        for name, one in looks
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + LIMIT_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return [
        finding
        for name, _ in looks
        for finding in found.get(name, [Finding(False, f"{name}: no answer within {LIMIT_S:.0f} s")])
    ]
