"""Blobs copied out and in: each must hash to its name on the way, and none is ever overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from adapters.wiring.backup.manifest import PIECE_BYTES, Part, sync_folder
from core.kernel.errors import Broken

FOLDER = "blobs"
NAME_CHARACTERS = 64


def copy_out(blobs: Path, target: Path) -> list[Part]:
    """Every blob that is there now: blobs only come, so those that the database names are among them."""
    return [
        Part(name=f"{FOLDER}/{place}", size=_copy(blobs / place, target / FOLDER / place), sha256=place.name)
        for place in _places(blobs)
    ]


def copy_in(backup: Path, blobs: Path) -> int:
    """Those that are not there; how many."""
    missing = [place for place in _places(backup / FOLDER) if not (blobs / place).exists()]
    for place in missing:
        _copy(backup / FOLDER / place, blobs / place)
    return len(missing)


def _places(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("??/??/*")):
        if len(path.name) == NAME_CHARACTERS and path.is_file():
            yield path.relative_to(folder)


def _copy(source: Path, target: Path) -> int:
    """Written, synced and renamed; the bytes copied. Broken if they do not hash to the name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.part")
    found, size = sha256(), 0
    with source.open("rb") as there, fresh.open("wb") as here:
        while piece := there.read(PIECE_BYTES):
            found.update(piece)
            size += len(piece)
            here.write(piece)
        here.flush()
        os.fsync(here.fileno())
    if found.hexdigest() != source.name:
        fresh.unlink()
        raise Broken(
            f"blob {source} does not hash to its name; put it back from an older backup, then go on",
            cause="blob.broken",
        )
    fresh.rename(target)
    sync_folder(target.parent)
    return size
