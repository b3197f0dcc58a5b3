"""`hub map`: any files tried by standard or mapping, mappings held to their samples, drafted, published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.wiring.recognizing.files import Files, Profile, files_in
from adapters.wiring.recognizing.outcomes import Line, in_json
from adapters.wiring.samples import SAMPLES, Made
from gateway.cli.mapping_diff import compare
from gateway.cli.mapping_rollback import go_back
from gateway.cli.mapping_suggest import draft_mapping
from gateway.cli.mapping_test import hold_to_samples
from gateway.cli.partners import publish
from gateway.cli.said import in_mappings
from gateway.settings import read_settings

WIDTH = 46
ALONE = "the mapping is in no partner's folder: local times are read as UTC, not as its site's zone"
Paths = Annotated[list[Path], typer.Argument(help="files of any kind, and folders of them")]

maps = typer.Typer(no_args_is_help=True, help="Mappings: tried on files, held to their samples, published.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(maps, name="map")
    maps.command("test")(hold_to_samples)
    maps.command("suggest")(draft_mapping)
    maps.command("diff")(compare)
    maps.command("publish")(publish)
    maps.command("rollback")(go_back)


@maps.command("try")
def try_files(
    paths: Paths,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", "-m", help="the YAML file; else that of its samples, else of its standard"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="as JSON, one line a file")] = False,
    profile: Annotated[
        Profile, typer.Option(help="strict, or lenient: what a reader can pass over is flagged")
    ] = Profile.STRICT,
    sources: Annotated[
        bool, typer.Option("--sources", help="with --json: where each field came from")
    ] = False,
) -> None:
    """Prints what each file becomes, and for every field the path, cell or bytes it came from."""
    root = read_settings().mappings
    files = Files(root, profile, tracing=sources or not json)
    chosen = in_mappings(mapping, root) if mapping is not None else None
    if chosen is not None:
        files.desk.mapping(chosen)
        if not json and files.desk.is_alone(chosen):
            typer.echo(ALONE, err=True)
    good = True
    for file in files_in(paths):
        line = files.line(file, chosen or _mapping_of(file))
        good = good and line.outcome in ("ok", "flagged")
        print(in_json(line).decode() if json else "\n".join(_told(line)), flush=True)
    raise typer.Exit(0 if good else 1)


def _mapping_of(file: Path) -> Path | None:
    """…/samples/<mapping>/<file> is a sample of …/<mapping>.yaml."""
    folder = file.absolute().parent
    if folder.parent.name != SAMPLES:
        return None
    mapping = folder.parent.parent / f"{folder.name}.yaml"
    return mapping if mapping.exists() else None


def _told(line: Line) -> Iterator[str]:
    yield f"{line.file}  {line.outcome}"
    for made in line.documents:
        yield from _document(made)
    if line.error is not None:
        for fault in (line.error, *(line.more or ())):
            yield f"  {line.outcome} at {fault.place}: {fault.text} [{fault.code}]"


def _document(made: Made) -> Iterator[str]:
    yield f"  {made.type}  {made.number}  revision {made.revision[:16]}"
    for path, value in _flat(made.body, ""):
        yield f"    {f'{path} = {value}'.ljust(WIDTH)}  {made.sources.get(path, '')}"
    yield from (f"    flag: {flag}" for flag in made.flags)


def _flat(body: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(body, dict):
        for name, value in body.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(body, list):
        for place, value in enumerate(body):
            yield from _flat(value, f"{path}[{place}]")
    else:
        yield path, str(body)
