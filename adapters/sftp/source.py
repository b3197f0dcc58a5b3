"""A folder of a partner's SFTP server as a place to take from: whole files, put away by a rename."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice

from adapters.sftp.address import Address, below, read_address, weaknesses
from adapters.sftp.opening import Open, opener
from adapters.sftp.session import NoSuchFile, Session
from core.hub.archive_names import names_for
from core.hub.contracts import Pull
from core.hub.manifests import MANIFEST_BYTES_MAX
from core.hub.outside_folders import FolderWords, Places, same
from core.hub.pulls import Found, NotNow

__all__ = ["ADAPTER", "make_source", "weaknesses"]
ADAPTER = "sftp"
NAMES_MAX = 1000


class SftpSource:
    """Looks into one folder, not below it; connected at its first question."""

    def __init__(self, address: Address, words: FolderWords, open_session: Open) -> None:
        self._address = address
        self._folder = address.folder
        self._archive = below(address.folder, words.archive)
        self._words = words
        self._open = open_session
        self._opened: Session | None = None

    @property
    def places(self) -> Places:
        at = f"sftp://{self._address.host}:{self._address.port}"
        return self._words.places(*(at + posixpath.normpath(path) for path in (self._folder, self._archive)))

    def look(self, mark: str, *, again: bool = False) -> Iterable[Found]:
        session = self._session()
        before: list[Found] = []
        if again and self._words.after == "archive":
            # Where nothing was ever put away there is no such folder.
            with suppress(NoSuchFile):
                read = partial(self._small, self._archive)
                before = self._words.put_away(session.entries(self._archive), read)
        read = partial(self._small, self._folder)
        return [*before, *self._words.whole(session.entries(self._folder), read)]

    def take(self, found: Found) -> Iterator[bytes]:
        session = self._session()
        kept = below(self._archive, found.kept_as)
        path = kept if found.put_away else below(self._folder, found.name)
        try:
            size = same(found, session.entry(path)).size
            yield from session.read(path, size)
            same(found, session.entry(path))
        except NoSuchFile as error:
            raise NotNow(error.text, cause="sftp.file") from error

    def archive(self, found: Found) -> None:
        if found.put_away or self._words.after == "leave":
            return
        session, path = self._session(), below(self._folder, found.name)
        try:
            same(found, session.entry(path))
        except NotNow:
            return
        try:
            self._put_away(session, found.name, path)
        except NoSuchFile as error:
            raise NotNow(f"it cannot be put away: {error.text}", cause="sftp.archive") from error

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _put_away(self, session: Session, name: str, path: str) -> None:
        to = self._free(session, name) if self._words.after == "archive" else ""
        # Before the file: who dies in between leaves nothing that vouches for the next one of this name.
        for marker in self._words.markers(name):
            with suppress(NoSuchFile):
                session.remove(below(self._folder, marker))
        for ending in self._words.manifests(name):
            if session.entry(path + ending) is not None:
                _move(session, path + ending, to and to + ending)
        if to:
            session.move(path, to, over=False)
        else:
            session.remove(path)

    def _small(self, folder: str, name: str) -> bytes:
        """A manifest beside a file; what cannot be read says nothing, and so holds for none."""
        try:
            return b"".join(self._session().read(below(folder, name), MANIFEST_BYTES_MAX))
        except NoSuchFile:
            return b""

    def _free(self, session: Session, name: str) -> str:
        """A name that is not taken there yet: what was taken before under the same one stays."""
        session.make_folder(self._archive)
        for free in islice(names_for(name, own=not self._words.is_alone(name)), NAMES_MAX):
            path = below(self._archive, free)
            if session.entry(path) is None:
                return path
        raise NotNow(f"{self._archive} holds {NAMES_MAX} of {name}; clear it up", cause="sftp.archive")

    def _session(self) -> Session:
        if self._opened is None:
            self._opened = self._open()
        return self._opened


def _move(session: Session, path: str, to: str) -> None:
    """Over one that a look that died left there; "": it is kept nowhere."""
    if not to:
        session.remove(path)
        return
    with suppress(NoSuchFile):
        session.remove(to)
    session.move(path, to, over=False)


def make_source(pull: Pull, secret: bytes) -> SftpSource:
    """From `sftp://user@host/folder?host_key=…`. Refused for any other address, or words that are none."""
    address = read_address(pull.address, of=f"pull {pull.name}")
    opening = opener(address, secret, timeout_s=pull.timeout_s)
    return SftpSource(address, FolderWords.read(pull), opening)
