"""A folder into which somebody drops files: which of them are finished, and moving them away."""

import fnmatch
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG
from typing import Literal

from front_end_agent.clock import Clock

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".swp", "~")
MARKERS = (".ok", ".done")
CLOCK_SLACK = timedelta(seconds=2)
Finished = Literal["stable", "marker", "rename"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file as the folder shows it."""

    path: Path
    size: int
    modified_ns: int
    taken_before: bool = False  # it stands among the files taken, and is read again

    @property
    def shape(self) -> str:
        return f"{self.size}:{self.modified_ns}:"

    @property
    def modified_at(self) -> datetime:
        return datetime.fromtimestamp(self.modified_ns / 1e9, UTC)


class DropFolder:
    """What is finished in one folder, by the convention its owner keeps."""

    def __init__(self, path: Path, *, patterns: tuple[str, ...], finished: Finished, stable_s: float) -> None:
        self.path, self.patterns, self.finished, self.stable_s = path, patterns, finished, stable_s
        self._steady: dict[str, tuple[str, float]] = {}

    def finished_files(self, clock: Clock, *, at_once: bool = False) -> list[Seen]:
        """Oldest first, by (modified, name). Raises OSError if the folder cannot be read."""
        there = {seen.path.name: seen for seen in _files(self.path)}
        wanted = [seen for seen in there.values() if self._wanted(seen.path.name)]
        if self.finished == "marker":
            wanted = [seen for seen in wanted if any(name in there for name in markers_of(seen.path))]
        elif self.finished == "stable" and not at_once:
            wanted = self._steady_ones(wanted, clock.monotonic())
        return sorted(wanted, key=in_order)

    def _wanted(self, name: str) -> bool:
        if name.startswith(".") or name.lower().endswith(UNFINISHED):
            return False
        if self.finished == "marker" and name.endswith(MARKERS):
            return False
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.patterns)

    def _steady_ones(self, wanted: list[Seen], now: float) -> list[Seen]:
        """Those whose size and time have not changed under our eyes for long enough."""
        before, self._steady = self._steady, {}
        for seen in wanted:
            shape, since = before.get(seen.path.name, ("", now))
            self._steady[seen.path.name] = (seen.shape, since if shape == seen.shape else now)
        return [seen for seen in wanted if now - self._steady[seen.path.name][1] >= self.stable_s]


def files_moved_since(folder: Path, since: datetime) -> list[Seen]:
    """Files taken earlier; a move touches their change time, so late ones with old dates are found too."""
    floor = (since - CLOCK_SLACK).timestamp()
    found = []
    for seen in _files(folder) if folder.is_dir() else ():
        if seen.path.stat().st_ctime >= floor:
            found.append(
                Seen(path=seen.path, size=seen.size, modified_ns=seen.modified_ns, taken_before=True)
            )
    return sorted(found, key=in_order)


def move_away(path: Path, folder: Path, *, stamp: str) -> None:
    """Moves a taken file and its markers; a name that is taken already gets a stamp. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for moved in (path, *(path.with_name(name) for name in markers_of(path))):
        target = folder / moved.name
        if target.exists():
            target = folder / f"{moved.stem}.{stamp}{moved.suffix}"
        if moved.exists():
            shutil.move(moved, target)


def markers_of(path: Path) -> list[str]:
    """`a.csv` is finished when `a.csv.ok` or `a.ok` stands beside it."""
    return [base + marker for marker in MARKERS for base in (path.name, path.stem)]


def in_order(seen: Seen) -> tuple[int, str]:
    return seen.modified_ns, seen.path.name


def readable_name(name: str) -> str:
    """A file name as text; one that is not UTF-8 is most likely GB 18030 from an older machine."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _files(folder: Path) -> Iterator[Seen]:
    """Regular files only: a link could lead anywhere on this machine."""
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                shape = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if S_ISREG(shape.st_mode):
                yield Seen(path=Path(entry.path), size=shape.st_size, modified_ns=shape.st_mtime_ns)
