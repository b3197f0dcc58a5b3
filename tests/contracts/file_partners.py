"""Partners who look into folders: of this machine, of an OpenSSH server, of a home at our own SFTP door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from adapters.file.endpoint import make_endpoint as make_file_drop
from adapters.sftp.endpoint import make_endpoint as make_sftp
from adapters.sftp.session import Session
from adapters.sftp_home.endpoint import HomeEndpoint
from adapters.sftp_home.layout import home_of, place_file
from core.hub.endpoints import Endpoint
from core.kernel import steps
from core.kernel.errors import Unavailable
from tests.contracts.moods import Mood, a_send
from tests.contracts.places import sftp_address
from tests.servers.openssh import OpenSSH


class FolderPartner:
    """A partner who looks into a folder and moves what it took to `archive`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.archive.mkdir(parents=True)
        self.endpoint: Endpoint = make_file_drop(a_send("file", f"file://{folder}"), b"")
        self._taken: list[bytes] = []

    def took(self) -> list[bytes]:
        """Picks up everything that is whole: what stands there twice is taken twice."""
        for path in sorted(self.folder.glob("*.json")):
            self._taken.append(path.read_bytes())
            path.rename(self.archive / path.name)
        return self._taken

    def mood(self, mood: Mood) -> None:
        broken = {"loses_answer": "file_drop.renamed", "cuts_before": "file_drop.written"}.get(mood)
        steps._listeners[:] = [_breaking_at(broken)] if broken else []

    def leave(self) -> None:
        self.archive.rename(self.folder.parent / "archive")
        self.folder.rmdir()


class SftpPartner(FolderPartner):
    """A partner with an OpenSSH server, who looks into a folder of it and moves what it took to `archive`."""

    def __init__(self, openssh: OpenSSH, folder: Path) -> None:
        super().__init__(folder)
        self.openssh = openssh
        made = make_sftp(a_send("sftp", sftp_address(openssh, folder)), openssh.client_key.read_bytes())
        self._opening = made._open
        self._made = made
        self.endpoint = made

    def mood(self, mood: Mood) -> None:
        def opened() -> Session:
            return _Breaking(self._opening(), mood)

        self._made._open = opened

    def leave(self) -> None:
        self.openssh.kill()


class HomePartner(FolderPartner):
    """A partner who fetches from the `out` of its home at our SFTP door, which keeps apart what went."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.folder = home_of(self.home, "wms") / "out"
        self.archive = self.folder.parent / ".fetched"
        self._taken: list[bytes] = []
        self.mood("calm")

    def mood(self, mood: Mood) -> None:
        def place(path: Path, payload: bytes) -> None:
            if mood == "cuts_before":
                raise OSError(28, "No space left on device")
            place_file(path, payload)
            if mood == "loses_answer":
                raise OSError(5, "the disk went away")

        self.endpoint = HomeEndpoint(self.home, "wms", place=place)

    def leave(self) -> None:
        self.home.rename(self.home.with_name("elsewhere"))
        self.home.write_bytes(b"a file, where the hub's home should be")


class _Breaking:
    """A session whose line breaks before or after the name appears."""

    def __init__(self, session: Session, mood: Mood) -> None:
        self._session = session
        self._mood = mood

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def move(self, path: str, to: str, *, over: bool) -> None:
        if self._mood == "cuts_before":
            self._session.close()
        self._session.move(path, to, over=over)
        if self._mood == "loses_answer":
            raise Unavailable("the line broke", cause="test.line")


def _breaking_at(name: str) -> Callable[[str], None]:
    def listener(step: str) -> None:
        if step == name:
            raise OSError(5, "the share went away")

    return listener
