"""What is said to a command in words: who gives it, which thing is meant, and a moment."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from core.hub.ports import Store
from core.kernel.errors import Refused
from gateway.clock_watch import missing_clock

By = Annotated[str, typer.Option("--by", help="who does it; else the name you are signed in with")]
SHORT = 12
NAMED_MAX = 8


def person(said: str) -> str:
    """The name that stands on what is done. Refused where the machine knows none and none is said."""
    try:
        return said or getpass.getuser()
    except (KeyError, OSError) as error:
        raise Refused("this machine does not know who you are; say it with --by NAME") from error


def the_one(beginning: str, ids: Sequence[str], *, what: str) -> str:
    """The id that begins so. Refused if there is none, or more than one."""
    found = [one for one in ids if one.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    if beginning in found:
        return beginning
    if not found:
        raise Refused(f"there is no {what} {beginning!r}; `hub {what} list` shows them")
    named = ", ".join(one[:SHORT] for one in found[:NAMED_MAX])
    raise Refused(f"{len(found)} begin with {beginning!r}: {named}; write more of it")


def moment(text: str) -> datetime:
    """A moment with its zone. Refused without one: nobody's zone is meant by itself."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no moment; write it as 2026-11-23T08:00:00+08:00") from error
    if at.tzinfo is None:
        raise Refused(f"{text!r} has no zone; write it as {text}+08:00 or {text}Z")
    return at.astimezone(UTC)


def shown(at: datetime | None) -> str:
    """A moment as all commands print it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z" if at is not None else "never"


def print_lines(lines: Iterable[str], *, nothing: str) -> None:
    """The lines, or what there is to say where there are none."""
    said = False
    for line in lines:
        said = True
        print(line)
    if not said:
        print(nothing)


def warn_without_clock(store: Store) -> None:
    """Says on stderr that no clock ticks, where what was asked for waits for one."""
    text = missing_clock(store)
    if text:
        typer.echo(f"LOOK: {text}", err=True)


def in_mappings(path: Path, root: Path) -> Path:
    """A path as it stands, or below mappings/. Refused if there is neither."""
    for found in (path, root / path):
        if found.exists():
            return found
    raise Refused(f"there is no {path}, neither here nor below {root}")
