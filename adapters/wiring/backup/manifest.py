"""The manifest of a backup: what it is of, when it was taken, and the SHA-256 of every part."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from core.kernel.errors import UNDECODABLE, Refused

FORMAT = 1
NAME = "manifest.json"
NAME_BYTES_MAX, NAME_SHOWN = 255, 80
MANIFEST_BYTES_MAX = 1024**3
PIECE_BYTES = 1024 * 1024
AGAIN = "take another backup, or another copy of this one"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the backup, by its path in the folder."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """database: sqlite or postgresql. revision: of its tables. incarnation: of the hub, as it then was.

    taken_at: by the store's clock, before anything was copied.
    """

    format: int
    hub: str
    database: str
    revision: str
    incarnation: int
    taken_at: datetime
    parts: list[Part]


def write(folder: Path, manifest: Manifest) -> None:
    """Last of all, and whole: a folder without it is a backup that did not come to its end."""
    path, fresh = folder / NAME, folder / f".{NAME}.part"
    with fresh.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    sync_folder(folder)


def read(folder: Path) -> Manifest:
    """Raises Refused where there is none, or none that this hub understands."""
    path = folder / NAME
    try:
        if path.stat().st_size > MANIFEST_BYTES_MAX:
            raise Refused(f"{path} is over {MANIFEST_BYTES_MAX} bytes: it is no manifest; {AGAIN}")
        said = path.read_bytes()
    except OSError as error:
        raise Refused(
            f"{folder} is no whole backup: {NAME} cannot be read ({error.strerror}); it is written last, so"
            f" this one did not come to its end, or is somewhere else; {AGAIN}",
            cause="backup.partial",
        ) from error
    try:
        manifest = msgspec.json.decode(said, type=Manifest)
    except UNDECODABLE as error:
        raise Refused(f"{path} is altered or cut: {error}; {AGAIN}", cause="backup.altered") from error
    if manifest.format != FORMAT:
        raise Refused(
            f"{path} is of format {manifest.format}, this hub reads {FORMAT}; restore it with the hub that"
            " made it",
            cause="backup.foreign",
        )
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Every part is there, as long as it was, with its hash. Raises Refused naming the first that is not."""
    root = folder.resolve()
    for part in manifest.parts:
        if len(part.name.encode()) > NAME_BYTES_MAX or "\0" in part.name:
            raise Refused(f"{part.name[:NAME_SHOWN]!r} is no name of a part; {AGAIN}", cause="backup.altered")
        path = folder / part.name
        if not path.resolve().is_relative_to(root):
            raise Refused(f"{part.name} lies outside of {folder}; {AGAIN}", cause="backup.altered")
        if not path.is_file():
            raise Refused(f"{path} is missing in the backup; {AGAIN}", cause="backup.partial")
        size = path.stat().st_size
        if size != part.size:
            raise Refused(f"{path} has {size} bytes, it had {part.size}; {AGAIN}", cause="backup.truncated")
        if digest_of(path) != part.sha256:
            raise Refused(f"{path} is not as it was: its SHA-256 differs; {AGAIN}", cause="backup.altered")


def part_of(folder: Path, name: str) -> Part:
    """The part as it lies there now, safe on its disk."""
    path = folder / name
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return Part(name=name, size=path.stat().st_size, sha256=digest_of(path))


def digest_of(path: Path) -> str:
    return digest(_pieces(path))


def digest(pieces: Iterable[bytes]) -> str:
    found = sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def sync_folder(folder: Path) -> None:
    """A name is safe when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
