"""`hub map suggest`: a mapping drafted from samples, commented, with what people have to decide."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from adapters.wiring.recognizing.files import Files, files_in
from adapters.wiring.samples import EXPECTED, SAMPLES, Desk, Sample, write_expected
from adapters.wiring.suggesting.suggest import Suggestion, suggest
from core.kernel.errors import Refused, Unreadable
from gateway.settings import read_settings

FILES_MAX = 1_000


def draft_mapping(
    paths: Annotated[list[Path], typer.Argument(help="three to twenty samples of one kind, or their folder")],
    out: Annotated[
        Path | None, typer.Option(help="a folder for the mapping and its samples; else it is printed")
    ] = None,
    type_: Annotated[
        str, typer.Option("--type", help="the canonical type, where the draft is of another")
    ] = "",
) -> None:
    """Drafts a mapping: format, encoding, keys, and each field with how sure its column is.

    What cannot be decided is said, never guessed: as comments in the draft, and on stderr.
    """
    root = read_settings().mappings
    files = [file for _, file in zip(range(FILES_MAX), files_in(paths), strict=False)]
    if not files:
        raise Refused("there are no samples there; name some files")
    found = suggest(files, Files(root), type_)
    for line in _told(found):
        typer.echo(line, err=True)
    if out is None:
        print(found.draft.yaml, end="")
    else:
        _written(found, files, out, root)


def _told(found: Suggestion) -> list[str]:
    lines = list(found.recognized)
    lines += [f"  {field:<18} {sureness:.2f}  {column}" for field, column, sureness in found.draft.sure]
    lines += [f"to decide: {text}" for text in found.draft.undecided]
    return lines


def _written(found: Suggestion, files: Sequence[Path], out: Path, root: Path) -> None:
    """The mapping, the samples beside it, and what the draft makes of them, to be looked at and kept."""
    mapping, samples = out / f"{found.name}.yaml", out / SAMPLES / found.name
    if mapping.exists() or samples.exists():
        raise Refused(f"{mapping} is there already; name another folder, or move it away first")
    samples.mkdir(parents=True)
    mapping.write_text(found.draft.yaml, encoding="utf-8")
    typer.echo(f"wrote {mapping}", err=True)
    desk = Desk(root)
    for file in files[:20]:
        copy = samples / file.name
        shutil.copyfile(file, copy)
        try:
            write_expected(desk, Sample(mapping=mapping, file=copy))
        except Unreadable as error:
            typer.echo(f"it does not compile before you have decided:\n{error.text}", err=True)
            return
    typer.echo(
        f"wrote {samples}: look at each *{EXPECTED}, and mend the mapping until they are right", err=True
    )
