"""What a partner's home holds, against what its contract allows."""

from __future__ import annotations

import os
from pathlib import Path

from adapters.sftp_home.layout import ACK, IN, OUT, SIDE
from core.hub.contracts import Home


class Usage:
    """Counted anew each time somebody begins to write; what sessions write meanwhile is counted beside it."""

    def __init__(self, folder: Path, limits: Home) -> None:
        self._folder = folder
        self.limits = limits
        self._bytes = 0

    def begin(self, *, another: bool) -> str:
        """Before a file is opened to be written; why it may not be, "" where it may. another: it is new."""
        files, self._bytes = _held(self._folder)
        if another and files >= self.limits.files_max:
            return f"there are {files} files in your home, and {self.limits.files_max} are allowed"
        return self.grow(0)

    def grow(self, size: int) -> str:
        """Before so many bytes more are written; why they may not be."""
        if self._bytes + size > self.limits.bytes_max:
            # What was taken or removed since it was counted made room.
            _, self._bytes = _held(self._folder)
        if self._bytes + size > self.limits.bytes_max:
            return f"your home holds {self._bytes} bytes, and {self.limits.bytes_max} are allowed"
        self._bytes += size
        return ""


def _held(folder: Path) -> tuple[int, int]:
    """(files, bytes) of what the partner sees."""
    files = size = 0
    open_ = [folder / name for name in (IN, OUT, ACK)]
    while open_:
        with os.scandir(open_.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    open_.append(Path(entry.path))
                elif not entry.name.startswith(SIDE):
                    files += 1
                    size += entry.stat(follow_symlinks=False).st_size
    return files, size
