"""Where a partner's home lies and what is in it: `in` to drop, `out` to fetch, `ack` with our answers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from core.kernel.errors import Unavailable

FOLDER = "sftp"
IN, OUT, ACK = "in", "out", "ack"
# What begins with a dot is ours: no partner sees or opens it.
TAKEN, FETCHED = ".taken", ".fetched"
SIDE = ".~"
NAME_BYTES_MAX = 200


def home_of(home: Path, partner: str, drops: Iterable[str] = ()) -> Path:
    """The partner's home, below the hub's; its folders are made where they are not there.

    drops: the folders of `in` that its contract names.
    """
    name = quote(partner, safe="")
    # A partner is called as its contract likes; its folder lies below ours whatever that is.
    folder = home / FOLDER / (name if name.strip(".") else name.replace(".", "%2E"))
    try:
        for name in (IN, OUT, ACK, TAKEN, FETCHED, *(f"{IN}/{drop}" for drop in drops)):
            (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unavailable(f"{folder} cannot be made: {error.strerror}", cause="home.disk") from error
    return folder


def place_file(path: Path, payload: bytes) -> None:
    """A whole file, safe on the disk before it has its name. Raises OSError."""
    part = path.with_name(f"{SIDE}{path.name}.part")
    with part.open("wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """A name is safe when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
