"""`hub map test`: every mapping held to the samples beside it, and what no sample shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from adapters.wiring.mutations import Tally, mutate
from adapters.wiring.samples import (
    Desk,
    Tried,
    expected_of,
    not_shown,
    samples_of,
    without_words,
)
from core.hub.mapping.coverage import Field
from core.kernel.errors import Refused
from gateway.cli.said import in_mappings
from gateway.settings import read_settings

SURVIVORS_SHOWN = 50


def hold_to_samples(
    folder: Annotated[Path | None, typer.Argument(help="one partner's folder, or all of mappings/")] = None,
    changed: Annotated[
        bool, typer.Option("--mutate", help="each field of each sample gone, blank and swapped: who notices?")
    ] = False,
) -> None:
    """Holds every mapping to the samples beside it, and says which fields no sample shows.

    With --mutate also which changes of a sample nobody notices; those are told, and fail nothing.
    """
    root = read_settings().mappings
    desk = Desk(root)
    within = in_mappings(folder, root).resolve() if folder is not None else root.resolve()
    chosen = [path for path in desk.mappings() if path.is_relative_to(within)]
    if not chosen:
        raise Refused(f"there is no mapping below {within}")
    judged = []
    for path in chosen:
        judged.append(_judge(desk, path, root.resolve()))
        if changed:
            _print_survivors(mutate(desk, path, list(samples_of(path))))
    raise typer.Exit(0 if all(judged) else 1)


def _judge(desk: Desk, path: Path, root: Path) -> bool:
    """Prints one line for the mapping and one for each of its faults; whether there are none."""
    name = path.relative_to(root).as_posix()
    samples = list(samples_of(path))
    tried = [desk.tried(path, sample.file) for sample in samples]
    faults: list[str] = []
    for sample, found in zip(samples, tried, strict=True):
        wanted = expected_of(sample)
        if wanted is None:
            faults.append(f"{sample.file.name}: nothing is expected of it; write {sample.expected.name}")
        elif without_words(found) != without_words(wanted):
            faults.append(f"{sample.file.name}: {_difference(found, wanted)}")
    mapping = desk.mapping(path)
    missing = not_shown(mapping, tried) if samples else []
    shown = len(mapping.fields) - len(missing)
    told = (
        f"{len(samples)} samples, {shown} of {len(mapping.fields)} fields shown" if samples else "no samples"
    )
    print(f"{'ok  ' if not faults else 'FAIL'} {name}: {told}{_named(missing)}")
    for fault in faults:
        print(f"       {fault}")
    return not faults


def _print_survivors(tally: Tally) -> None:
    print(
        f"       {tally.tried} changes: {tally.noticed} refused or flagged, {tally.changed} change the"
        f" document, {tally.unread} of what nobody reads, {len(tally.survivors)} survive"
        + (f"; {tally.left_out} more were not tried" if tally.left_out else "")
    )
    for one in tally.survivors[:SURVIVORS_SHOWN]:
        print(f"       survives {one.kind} {one.path} in {one.sample}: {one.why}")
    if len(tally.survivors) > SURVIVORS_SHOWN:
        print(f"       and {len(tally.survivors) - SURVIVORS_SHOWN} more survive")


def _named(missing: list[Field]) -> str:
    return f"; not shown: {', '.join(f'{field.type} {field.path}' for field in missing)}" if missing else ""


def _difference(found: Tried, wanted: Tried) -> str:
    """The first place where they differ."""
    if found.unreadable and not wanted.unreadable:
        return found.unreadable
    return _differing(
        msgspec.to_builtins(without_words(found)), msgspec.to_builtins(without_words(wanted)), ""
    )


def _differing(found: Any, wanted: Any, path: str) -> str:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted(found.keys() | wanted.keys()):
            if found.get(name) != wanted.get(name):
                return _differing(found.get(name), wanted.get(name), f"{path}.{name}")
    if isinstance(found, list | tuple) and isinstance(wanted, list | tuple) and len(found) == len(wanted):
        for place, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if one != other:
                return _differing(one, other, f"{path}[{place}]")
    return f"{path.lstrip('.')} is {str(found)[:200]}, expected {str(wanted)[:200]}"
