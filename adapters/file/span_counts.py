"""What became of the spans of each process of this home, a file a process, for who answers /metrics."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path

import msgspec

FOLDER = "spans"
FILES_MAX = 1000
FILE_BYTES_MAX = 1024


class SpanCount(msgspec.Struct, frozen=True, kw_only=True):
    """process: web, worker, run, clock; the counts only grow."""

    process: str
    exported: int
    dropped: int


class SpanCountFile:
    """Writes the counts of this process; a file that cannot be written is nobody's trouble."""

    def __init__(self, home: Path, process: str) -> None:
        self._folder = home / FOLDER
        self._process = process
        self._last = (0, 0)

    def write(self, exported: int, dropped: int) -> None:
        """Only what changed."""
        if (exported, dropped) == self._last:
            return
        count = SpanCount(process=self._process, exported=exported, dropped=dropped)
        path = self._folder / f"{self._process}-{os.getpid()}.json"
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = path.with_suffix(".new")
            beside.write_bytes(msgspec.json.encode(count))
            beside.replace(path)
            self._last = (exported, dropped)


def span_counts(home: Path) -> tuple[Counter[str], Counter[str]]:
    """(exported, dropped) by process, over all that ever ran in this home."""
    exported: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for path in sorted((home / FOLDER).glob("*.json"))[:FILES_MAX]:
        with contextlib.suppress(OSError, msgspec.DecodeError), path.open("rb") as file:
            count = msgspec.json.decode(file.read(FILE_BYTES_MAX), type=SpanCount)
            exported[count.process] += count.exported
            dropped[count.process] += count.dropped
    return exported, dropped
