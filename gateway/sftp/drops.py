"""A folder of a partner's home as a place to take from: what was renamed at once, else what stood still."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from adapters.file.source import FolderSource
from adapters.sftp_home.layout import IN, TAKEN
from core.hub.contracts import Pull
from core.hub.manifests import BESIDE
from core.hub.outside_folders import FolderWords
from core.hub.pulls import BROKEN, Found, NotNow
from gateway.sftp import uploads
from gateway.sftp.uploads import UNFINISHED


class DropSource:
    """What a partner renamed is whole; what it closed must stand still; what was cut off is never told."""

    def __init__(self, home: Path, pull: Pull) -> None:
        self._folder = folder_of(home, pull)
        # Below that of `in`: a folder of it may be called `in` too.
        taken = home / TAKEN / IN / pull.address
        taken.mkdir(parents=True, exist_ok=True, mode=0o700)
        words = FolderWords.read(
            msgspec.structs.replace(pull, options={**pull.options, "archive": str(taken)})
        )
        self._files = FolderSource(self._folder, words)

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        for found in self._files.look(mark, again=again):
            state = b"" if found.put_away else uploads.state_of(self._folder / found.name)
            if state not in UNFINISHED:
                # A rename releases at once, but not what waits for its manifest or its file.
                still = state or BROKEN in found.facts
                yield found if still else msgspec.structs.replace(found, settles_s=0.0)

    def take(self, found: Found) -> Iterator[bytes]:
        if not found.put_away:
            self._release(found)
        return self._files.take(found)

    def archive(self, found: Found) -> None:
        path = self._folder / found.name
        # Who opens it anew meanwhile writes another version: that one stays, and is taken in its turn.
        with uploads.LOCK:
            if found.put_away or uploads.state_of(path) in UNFINISHED:
                return
            self._files.archive(found)
            # What lies there still is another version, and its mark is its own.
            for gone in (path, *(path.with_name(path.name + ending) for ending in BESIDE)):
                if not gone.exists():
                    uploads.unmark(gone)

    def close(self) -> None:
        """There is nothing to close."""

    def _release(self, found: Found) -> None:
        """It stood still: from here on it is as one that was renamed, and gets no other name or bytes."""
        path = self._folder / found.name
        with uploads.LOCK:
            if uploads.state_of(path) in UNFINISHED:
                raise NotNow(f"{found.name} is being written anew", cause="pull.changed")
            self._files.require(found)
            uploads.unmark(path)


def folder_of(home: Path, pull: Pull) -> Path:
    return home / IN / pull.address


def lies_in(home: Path, pull: Pull) -> bool:
    """Whether anything lies there that may be whole."""
    with suppress(FileNotFoundError), os.scandir(folder_of(home, pull)) as entries:
        return any(
            entry.is_file(follow_symlinks=False)
            and not entry.name.startswith(".")
            and not uploads.is_part(Path(entry.name))
            for entry in entries
        )
    return False
