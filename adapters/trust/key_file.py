"""A secret in a file of its own: made once, by one process of several, whole from when it has its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.kernel.errors import Broken

KEY_BYTES = 32


def kept_bytes(path: Path, make: Callable[[], bytes]) -> bytes:
    """The 32 bytes of this file (mode 0600), made where there is none; Broken if it holds something else."""
    if not path.exists():
        write_once(path, make())
    secret = path.read_bytes()
    if len(secret) != KEY_BYTES:
        raise Broken(
            f"{path} holds {len(secret)} bytes, a key has {KEY_BYTES}; restore it", cause="key.broken"
        )
    return secret


def write_once(path: Path, secret: bytes) -> None:
    """Whole and on the disk from the moment it has its name; who comes second takes the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
