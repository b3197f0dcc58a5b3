"""Folders of tests stand in this machine's memory where there is room: no commit waits for its disk.

Nothing of what is tested hangs on it: who is killed finds its files again as he would on a disk, for only a
machine that loses its power forgets them. Whoever sets TMPDIR says himself where they stand.
"""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_MIN_BYTES = 6 * 1024**3


def stand_in_memory() -> None:
    """For this process and all that it starts; nothing is done where there is no room, or no such place."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    place = os.statvfs(MEMORY)
    # Some tests write programs and start them.
    if place.f_flag & os.ST_NOEXEC or min(place.f_bavail * place.f_frsize, _memory_free()) < ROOM_MIN_BYTES:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def _memory_free() -> int:
    """What could be had without swapping, in bytes; 0 where nobody says."""
    said = Path("/proc/meminfo")
    lines = said.read_text().splitlines() if said.exists() else []
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
