"""`hub map`: trying a mapping on files, and holding all mappings to their samples, without a hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from adapters.wiring.samples import (
    SAMPLES,
    Desk,
    Tried,
    expected_of,
    not_shown,
    samples_of,
    without_words,
)
from core.hub.mapping.coverage import Field
from core.kernel.errors import Refused
from gateway.cli.partners import publish
from gateway.settings import read_settings

WIDTH = 46
Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)]

maps = typer.Typer(no_args_is_help=True, help="Mappings: tried on files, held to their samples, published.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(maps, name="map")
    maps.command("publish")(publish)


@maps.command("try")
def try_files(
    files: Files,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help="the YAML file; else the one it is a sample of")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="as JSON, one line a file")] = False,
) -> None:
    """Prints what each file becomes, and for every field the path, cell or bytes it came from."""
    root = read_settings().mappings
    desk = Desk(root)
    good = True
    for file in files:
        chosen = _in_mappings(mapping, root) if mapping is not None else _mapping_of(file)
        tried = desk.tried(chosen, file)
        good = good and bool(tried.documents) and not tried.refused
        print(_as_json(file, tried) if json else "\n".join(_lines(file, tried)))
    raise typer.Exit(0 if good else 1)


@maps.command("test")
def hold_to_samples(
    folder: Annotated[Path | None, typer.Argument(help="one partner's folder, or all of mappings/")] = None,
) -> None:
    """Holds every mapping to the samples beside it, and says which fields no sample shows."""
    root = read_settings().mappings
    desk = Desk(root)
    within = _in_mappings(folder, root).resolve() if folder is not None else root.resolve()
    chosen = [path for path in desk.mappings() if path.is_relative_to(within)]
    if not chosen:
        raise Refused(f"there is no mapping below {within}")
    judged = [_judge(desk, path, root.resolve()) for path in chosen]
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


def _in_mappings(path: Path, root: Path) -> Path:
    """A path as it stands, or below mappings/."""
    for found in (path, root / path):
        if found.exists():
            return found
    raise Refused(f"there is no {path}, neither here nor below {root}")


def _mapping_of(file: Path) -> Path:
    """…/samples/<mapping>/<file> is a sample of …/<mapping>.yaml."""
    folder = file.resolve().parent
    mapping = folder.parent.parent / f"{folder.name}.yaml"
    if folder.parent.name != SAMPLES or not mapping.exists():
        raise Refused(f"{file} stands beside no mapping; name one with --mapping")
    return mapping


def _lines(file: Path, tried: Tried) -> list[str]:
    lines = [str(file)]
    for made in tried.documents:
        lines.append(f"  {made.type}  {made.number}  revision {made.revision[:16]}")
        lines += [
            f"    {_cell(f'{path} = {value}')}  {made.sources.get(path, '')}"
            for path, value in _flat(made.body, "")
        ]
        lines += [f"    flag: {flag}" for flag in made.flags]
    lines += [f"  refused at {text}" for text in tried.refused]
    lines += [f"  unreadable at {tried.unreadable}"] if tried.unreadable else []
    return lines


def _cell(text: str) -> str:
    return text.ljust(WIDTH)


def _flat(body: Any, path: str) -> list[tuple[str, str]]:
    if isinstance(body, dict):
        return [
            row for name, value in body.items() for row in _flat(value, f"{path}.{name}" if path else name)
        ]
    if isinstance(body, list):
        return [row for place, value in enumerate(body) for row in _flat(value, f"{path}[{place}]")]
    return [(path, str(body))]


def _as_json(file: Path, tried: Tried) -> str:
    return msgspec.json.encode({"file": str(file), **msgspec.to_builtins(tried)}).decode()
