"""Places outside that a hub takes from, each really there, with one way for tests to put things into it."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pytest

from adapters.file.source import make_source as make_folder
from adapters.memory.source import MemorySource, away
from adapters.sftp.source import make_source as make_sftp
from core.hub.contracts import Pull
from core.hub.pulls import Source
from tests.servers.openssh import OpenSSH

OLD = 1_700_000_000


class Place(Protocol):
    """Somebody's place: what lies there, and what was put away."""

    def open(self) -> Source:
        """The hub's side of it, as for a new look."""
        ...

    def put(self, name: str, payload: bytes, *, modified: int = OLD) -> None: ...

    def lying(self) -> list[str]: ...

    def put_away(self) -> dict[str, bytes]: ...

    def leave(self) -> None:
        """It is away: nobody answers."""
        ...


def a_pull(adapter: str = "memory", address: str = "memory:", **said: object) -> Pull:
    """A pull of a partner's slips."""
    words = {"name": "in", "source": "slips", "site": "W1", "every_s": 60, "timeout_s": 60.0, **said}
    return Pull(adapter=adapter, address=address, **words)  # type: ignore[arg-type]


class MemoryPlace:
    """The place in memory."""

    def __init__(self) -> None:
        self.source = MemorySource()

    def open(self) -> Source:
        return self.source

    def put(self, name: str, payload: bytes, *, modified: int = OLD) -> None:
        self.source.put(name, payload, modified=str(modified))

    def lying(self) -> list[str]:
        return sorted(self.source.lies)

    def put_away(self) -> dict[str, bytes]:
        return dict(self.source.archived)

    def leave(self) -> None:
        self.source.looking = away


class FolderPlace:
    """A folder that both sides see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def open(self) -> Source:
        return make_folder(self.pull(), b"")

    def pull(self, **options: str) -> Pull:
        return a_pull("file", f"file://{self.folder}", options=options)

    def put(self, name: str, payload: bytes, *, modified: int = OLD) -> None:
        put_file(self.folder / name, payload, modified=modified)

    def lying(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())

    def put_away(self) -> dict[str, bytes]:
        archive = self.folder / "archive"
        return {path.name: path.read_bytes() for path in archive.iterdir()} if archive.is_dir() else {}

    def leave(self) -> None:
        self.folder.rename(self.folder.with_name("elsewhere"))


def put_file(path: Path, payload: bytes, *, modified: int = OLD) -> None:
    """A file that was last written then."""
    path.write_bytes(payload)
    os.utime(path, (modified, modified))


class SftpPlace(FolderPlace):
    """A folder of a partner's OpenSSH server; `words` are more of its address."""

    def __init__(self, openssh: OpenSSH, folder: Path, words: str = "") -> None:
        super().__init__(folder)
        self.openssh = openssh
        self.address = sftp_address(openssh, folder) + words

    def open(self) -> Source:
        return make_sftp(self.pull(), self.openssh.client_key.read_bytes())

    def pull(self, **options: str) -> Pull:
        return a_pull("sftp", self.address, options=options)

    def leave(self) -> None:
        self.openssh.kill()


def sftp_address(openssh: OpenSSH, folder: Path, *, host_key: str = "") -> str:
    """As a contract writes it; host_key: another fingerprint than the server's own."""
    shown = host_key or fingerprint(openssh.host_key)
    return f"sftp://{openssh.user}@127.0.0.1:{openssh.port}{folder}?host_key={shown}"


def fingerprint(public: str) -> str:
    """Of a public key as OpenSSH writes it."""
    digest = sha256(b64decode(public.split()[1])).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


KINDS = [
    "memory",
    "file",
    pytest.param("sftp", marks=pytest.mark.servers),
    pytest.param("sftp-legacy", marks=pytest.mark.servers),
]


@contextmanager
def open_place(kind: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place of that kind, empty."""
    folder: Path = request.getfixturevalue("tmp_path")
    kinds: dict[str, Callable[[], Place]] = {
        "memory": MemoryPlace,
        "file": lambda: FolderPlace(folder / "place"),
        "sftp": lambda: SftpPlace(request.getfixturevalue("openssh"), folder / "place"),
        "sftp-legacy": lambda: SftpPlace(
            request.getfixturevalue("openssh"), folder / "place", "&algorithms=legacy"
        ),
    }
    yield kinds[kind]()
