"""Everything that asks the operating system: locks, private files, durable renames, signals."""

import contextlib
import errno
import ipaddress
import os
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue

from front_end_agent.errors import Misconfigured

POSIX = os.name == "posix"
FULL_DISK = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def stop_on_signals(over: threading.Event) -> None:
    """Ctrl-C and whoever runs the agent set the event, however often they say it; in the main thread."""
    told: SimpleQueue[int] = SimpleQueue()

    def pass_on() -> None:
        told.get()
        over.set()

    threading.Thread(target=pass_on, name="stop", daemon=True).start()
    # A handler interrupts the main thread anywhere, also where it holds the event's lock: set here, it would
    # wait for itself for ever. A put never waits.
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _frame: told.put(number))


class FileLock:
    """An exclusive lock on a file, gone with the process that holds it however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def take(self) -> None:
        """Raises Misconfigured and names the holder if another process has it."""
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError:
            holder = os.read(self._descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            self.release()
            raise Misconfigured(
                f"another agent (process {holder}) works on {self.path.parent}; "
                "stop it first, or give this one a home of its own"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


if sys.platform == "win32":
    import msvcrt

    # A byte far behind the text is locked, so that the holder's number can still be read.
    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, 4096, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def make_private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_to_others(path: Path) -> bool:
    """Whether anyone but the owner may read or write it; Windows' own rights are not judged here."""
    return POSIX and bool(path.stat().st_mode & 0o077)


def write_private(path: Path, content: bytes) -> None:
    """Replaces a file whole and durably, readable by its owner only: the old or the new, never half."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Makes a rename in this folder durable; Windows does so by itself."""
    if not POSIX:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # Some network file systems cannot, and say so.
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def disk_is_full(error: OSError) -> bool:
    return error.errno in FULL_DISK


def hold_room(path: Path, size_bytes: int) -> None:
    """A file of nothing that keeps room on the disk for later; raises OSError when there is none."""
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size_bytes)
        else:
            file.write(bytes(size_bytes))


def sync_file(descriptor: int) -> None:
    os.fsync(descriptor)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
