"""Places outside that a hub takes from, each really there, with one way for tests to put things into it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from adapters.file.source import make_source as make_folder
from adapters.memory.source import MemorySource, away
from core.hub.contracts import Pull
from core.hub.pulls import Source

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


KINDS = ["memory", "file"]


@contextmanager
def open_place(kind: str, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place of that kind, empty."""
    folder: Path = request.getfixturevalue("tmp_path")
    kinds: dict[str, Callable[[], Place]] = {
        "memory": MemoryPlace,
        "file": lambda: FolderPlace(folder / "place"),
    }
    yield kinds[kind]()
