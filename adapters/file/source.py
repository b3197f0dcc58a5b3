"""A folder of this machine or a share as a place to take from: files that are whole, put away by a rename."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.hub.contracts import Pull
from core.hub.manifests import MANIFEST_BYTES_MAX
from core.hub.outside_folders import Entry, FolderWords, same
from core.hub.pulls import Found, NotNow
from core.kernel.errors import Refused, Unavailable

ADAPTER = "file"
PIECE_BYTES = 1024 * 1024


class FolderSource:
    """Looks into one folder, not below it; what was taken goes to its archive."""

    def __init__(self, folder: Path, words: FolderWords) -> None:
        self._folder = folder
        self._words = words
        self._archive = folder / words.archive

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        try:
            before = self._put_away_before() if again else []
            with os.scandir(self._folder) as entries:
                return [*before, *self._words.whole(_entries(entries), self._small)]
        except OSError as error:
            raise Unavailable(
                f"{self._folder} cannot be looked into: {error.strerror}", cause="folder.away"
            ) from error

    def take(self, found: Found) -> Iterator[bytes]:
        path = (self._archive if found.put_away else self._folder) / found.name
        try:
            # A link would lead to what this process may read and its partner may not.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                same(found, _entry(found.name, os.fstat(file.fileno())))
                while piece := file.read(PIECE_BYTES):
                    yield piece
                same(found, _entry(found.name, os.fstat(file.fileno())))
        except OSError as error:
            raise NotNow(f"{path} cannot be read: {error.strerror}", cause="folder.file") from error

    def require(self, found: Found) -> None:
        """NotNow unless it lies there as it was found."""
        try:
            same(found, _entry(found.name, (self._folder / found.name).lstat()))
        except FileNotFoundError:
            same(found, None)

    def archive(self, found: Found) -> None:
        path = self._folder / found.name
        if found.put_away or self._words.after == "leave":
            return
        try:
            self.require(found)
        except NotNow:
            return
        try:
            self._put_away(path)
        except OSError as error:
            raise NotNow(f"{path} cannot be put away: {error.strerror}", cause="folder.archive") from error

    def close(self) -> None:
        """There is nothing to close."""

    def _put_away_before(self) -> list[Found]:
        if not self._archive.is_dir():
            return []
        with os.scandir(self._archive) as entries:
            return self._words.put_away(_entries(entries))

    def _put_away(self, path: Path) -> None:
        if self._words.after == "archive":
            self._archive.mkdir(exist_ok=True)
        # Before the file: who dies in between leaves nothing that vouches for the next one of this name.
        for name in self._words.beside(path.name):
            with suppress(FileNotFoundError):
                path.with_name(name).unlink()
        if self._words.after == "delete":
            path.unlink()
        else:
            path.rename(_free(self._archive, path.name))

    def _small(self, name: str) -> bytes:
        """A manifest beside a file; what is no file of its own says nothing, and so holds for none."""
        try:
            descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return b""
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MANIFEST_BYTES_MAX)


def make_source(pull: Pull, secret: bytes) -> FolderSource:
    """From `file:///folder`. Refused for any other address, or words that are none."""
    try:
        parts = urlsplit(pull.address)
    except ValueError as error:
        raise Refused(f"pull {pull.name}: {pull.address!r}: {error}", cause="folder.address") from error
    folder = Path(unquote(parts.path))
    if parts.scheme != "file" or parts.netloc or parts.query or not folder.is_absolute():
        raise Refused(
            f"pull {pull.name}: {pull.address!r} is no file:///absolute/folder", cause="folder.address"
        )
    return FolderSource(folder, FolderWords.read(pull))


def _entries(entries: Iterable[os.DirEntry[str]]) -> Iterator[Entry]:
    for entry in entries:
        with suppress(FileNotFoundError):
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(found.st_mode):
                yield _entry(entry.name, found)


def _entry(name: str, found: os.stat_result) -> Entry:
    seconds, nanos = divmod(found.st_mtime_ns, 10**9)
    return Entry(name=name, size=found.st_size, modified=seconds, nanos=nanos)


def _free(folder: Path, name: str) -> Path:
    """A name that is not taken there yet: what was taken before under the same one stays."""
    path, number = folder / name, 1
    while path.exists():
        path, number = folder / f"{name}.{number}", number + 1
    return path
