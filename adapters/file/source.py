"""A folder of this machine or a share as a place to take from: files that are whole, put away by a rename."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.hub.archive_names import names_for
from core.hub.contracts import Pull
from core.hub.manifests import MANIFEST_BYTES_MAX
from core.hub.outside_folders import Entry, FolderWords, Places, same
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

    @property
    def places(self) -> Places:
        return self._words.places(*(os.path.normpath(path) for path in (self._folder, self._archive)))

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        try:
            before = self._put_away_before() if again and self._words.after == "archive" else []
            with os.scandir(self._folder) as entries:
                return [*before, *self._words.whole(_entries(entries), partial(_small, self._folder))]
        except OSError as error:
            raise Unavailable(
                f"{self._folder} cannot be looked into: {error.strerror}", cause="folder.away"
            ) from error

    def take(self, found: Found) -> Iterator[bytes]:
        path = self._archive / found.kept_as if found.put_away else self._folder / found.name
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
            return self._words.put_away(_entries(entries), partial(_small, self._archive))

    def _put_away(self, path: Path) -> None:
        words, name = self._words, path.name
        to = self._free(name) if words.after == "archive" else None
        # Before the file: who dies in between leaves nothing that vouches for the next one of this name.
        for marker in words.markers(name):
            with suppress(FileNotFoundError):
                path.with_name(marker).unlink()
        for ending in words.manifests(name):
            with suppress(FileNotFoundError):
                _move(path.with_name(name + ending), to and to.with_name(to.name + ending))
        if to is None:
            path.unlink()
        else:
            path.rename(to)

    def _free(self, name: str) -> Path:
        """A name that is not taken there yet: what was taken before under the same one stays."""
        self._archive.mkdir(exist_ok=True)
        for free in names_for(name, own=not self._words.is_alone(name)):
            if not (self._archive / free).exists():
                return self._archive / free
        raise NotNow(f"{self._archive} holds too many of {name}; clear it up", cause="folder.archive")


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


def _small(folder: Path, name: str) -> bytes:
    """A manifest beside a file; what is no file of its own says nothing, and so holds for none."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MANIFEST_BYTES_MAX)


def _move(path: Path, to: Path | None) -> None:
    """None: it is kept nowhere."""
    if to is None:
        path.unlink()
    else:
        path.replace(to)
