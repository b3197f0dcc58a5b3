"""Files that are being dropped: what was cut off in the middle is never taken for whole.

Beside a file that is written under its own name lies `.~name`: "open" until its partner closes it, "closed"
until it is taken. A line that breaks, a write that was refused and a process that dies leave it "open".
"""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.sftp_home.layout import SIDE

OPEN, CLOSED = b"open", b"closed"
# What programs that rename call a file while they write it: it needs no mark beside it.
PART = (".part", ".filepart", ".tmp")
SYNC_BYTES = 8 * 1024 * 1024
# Between opening a file and putting it away: the door and whoever takes in are threads of one process.
LOCK = threading.Lock()


@dataclass(slots=True, eq=False)
class Upload:
    """A file that one session has open to write; size: as it is by now. over: it was renamed meanwhile."""

    path: Path
    descriptor: int
    size: int
    unsynced: int = 0
    appends: bool = False
    failed: bool = False
    over: bool = False


def side_of(path: Path) -> Path:
    return path.with_name(f"{SIDE}{path.name}")


def is_part(path: Path) -> bool:
    return path.name.lower().endswith(PART)


def mark(path: Path, state: bytes) -> None:
    """Says how far the file is: safe against a process that dies; a power cut cuts both."""
    if not is_part(path):
        side = side_of(path)
        new = side.with_name(f"{side.name}.new")
        new.write_bytes(state)
        new.replace(side)


def unmark(path: Path) -> None:
    with suppress(FileNotFoundError):
        side_of(path).unlink()


def mark_again(path: Path, state: bytes) -> None:
    """As it was before somebody tried to open it."""
    if state:
        mark(path, state)
    else:
        unmark(path)


def state_of(path: Path) -> bytes:
    """OPEN, CLOSED, or nothing: what was renamed has no mark, and a mark without its file says nothing."""
    try:
        state = CLOSED if side_of(path).read_bytes() == CLOSED else OPEN
    except FileNotFoundError:
        return b""
    return state if path.exists() else b""


def write(upload: Upload, offset: int, data: bytes) -> None:
    """All of it, for a disk that is nearly full takes a part. Raises OSError where the rest finds no room."""
    rest = memoryview(data)
    while rest:
        written = os.pwrite(upload.descriptor, rest, offset)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(upload.path))
        offset, rest = offset + written, rest[written:]
        upload.size = max(upload.size, offset)
        upload.unsynced += written


def close(upload: Upload) -> None:
    """What was written is on the disk; how it was closed is another question."""
    try:
        os.fsync(upload.descriptor)
    finally:
        os.close(upload.descriptor)
