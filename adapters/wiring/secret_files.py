"""Secrets of partners: files in the home's `secrets`, named in contracts and never a path."""

from __future__ import annotations

from pathlib import Path

from core.kernel.errors import Refused, Unavailable

SECRET_BYTES_MAX = 64 * 1024


def read_secret(folder: Path, name: str, *, of: str, cause: str) -> bytes:
    """The secret, b"" where none is named. Refused for a path, Unavailable where it cannot be read."""
    if not name:
        return b""
    path = folder / name
    if Path(name).name != name:
        raise Refused(f"{of}: secret_file is a name in {folder}, not a path", cause=cause)
    try:
        return path.read_bytes()[:SECRET_BYTES_MAX]
    except OSError as error:
        raise Unavailable(f"{of}: the secret {path} cannot be read: {error.strerror}", cause=cause) from error
