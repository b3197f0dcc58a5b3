"""Files that are being dropped: what was cut off in the middle is never taken for whole.

Beside a file that is written under its own name lies `.~name`: "open" until its partner closes it, "closed"
until it is taken. A line that breaks and a process that dies leave it "open", to be resumed. What a disk or a
limit refused a part of is "cut", also under another name, until it is written anew from its start.
"""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from adapters.sftp_home.layout import SIDE

OPEN, CLOSED, CUT = b"open", b"closed", b"cut"
UNFINISHED = (OPEN, CUT)
# The number of a file that is closed: no other has it.
GONE = -1
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
    closed: bool = False
    # A disk that is asked in a thread answers before the file is closed.
    lock: threading.Lock = field(default_factory=threading.Lock)


class Reading:
    """A file that is open to be read."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def close(self) -> None:
        """Once: its number may be another file's by then."""
        if self.descriptor != GONE:
            os.close(self.descriptor)
            self.descriptor = GONE


def descriptor_of(file_obj: object) -> int:
    if not isinstance(file_obj, Reading | Upload):
        raise asyncssh.SFTPInvalidHandle("there is no such file open")
    return file_obj.descriptor


def side_of(path: Path) -> Path:
    return path.with_name(f"{SIDE}{path.name}")


def is_part(path: Path) -> bool:
    return path.name.lower().endswith(PART)


def mark(path: Path, state: bytes) -> None:
    """Says how far the file is: safe against a process that dies; a power cut cuts both."""
    side = side_of(path)
    new = side.with_name(f"{side.name}.new")
    new.write_bytes(state)
    new.replace(side)


def begin(path: Path) -> None:
    """It is being written; what programs that rename write tells that by its name."""
    if is_part(path):
        unmark(path)
    else:
        mark(path, OPEN)


def end(path: Path) -> None:
    """Its partner closed it; where a rename releases it that says nothing yet."""
    if not is_part(path):
        mark(path, CLOSED)


def fail(upload: Upload) -> None:
    """A part of it was refused or lost. A disk that keeps not even that is told so by the next write."""
    upload.failed = True
    with suppress(OSError):
        mark(upload.path, CUT)


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
    """OPEN, CLOSED, CUT, or nothing: what was renamed has no mark; one without its file says nothing."""
    try:
        said = side_of(path).read_bytes()
    except FileNotFoundError:
        return b""
    state = said if said in (CLOSED, CUT) else OPEN
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


def sync(upload: Upload) -> None:
    """What was written is on the disk. Raises OSError, once: asked again the disk would say all is well."""
    with upload.lock:
        if upload.closed:
            return
        try:
            os.fdatasync(upload.descriptor)
        except OSError:
            fail(upload)
            raise


def close(upload: Upload) -> None:
    """What was written is on the disk; how it was closed is another question."""
    with upload.lock:
        upload.closed = True
        try:
            os.fsync(upload.descriptor)
        finally:
            os.close(upload.descriptor)
            upload.descriptor = GONE
