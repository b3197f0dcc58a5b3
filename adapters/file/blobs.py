"""Large bytes by their SHA-256: written, synced and renamed before any row names them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from core.kernel.errors import Broken, Unavailable
from core.kernel.steps import step

PIECE_BYTES = 1024 * 1024


class FileBlobs:
    """Blobs in a folder, two levels deep by their first digits; nothing is ever overwritten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, payload: bytes) -> str:
        """Keeps the bytes and gives their name. Raises Unavailable when the disk refuses."""
        return self.keep([payload])[0]

    def keep(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Keeps what comes in pieces: (SHA-256, bytes)."""
        try:
            with self._part() as part:
                name, size = _filled(part, pieces)
                self._settle(Path(part.name), name)
        except OSError as error:
            raise Unavailable(
                f"the blob folder {self._folder} cannot be written: {error.strerror}; free space there",
                cause="blob.disk",
            ) from error
        step("blob.kept")
        return name, size

    def join(self, names: Sequence[str]) -> tuple[str, int]:
        """Puts blobs together in order, a piece at a time: (SHA-256, bytes)."""
        return self.keep(piece for name in names for piece in self._pieces(name))

    def get(self, name: str) -> bytes:
        """The bytes of this name. Broken if they are missing or hash to another name."""
        return b"".join(self._pieces(name))

    def _pieces(self, name: str) -> Iterator[bytes]:
        digest = sha256()
        try:
            with self._path(name).open("rb") as file:
                while piece := file.read(PIECE_BYTES):
                    digest.update(piece)
                    yield piece
        except FileNotFoundError:
            raise Broken(
                f"blob {name} is missing in {self._folder}; restore it from the backup", cause="blob.missing"
            ) from None
        except OSError as error:
            raise Unavailable(
                f"blob {name} in {self._folder} cannot be read: {error.strerror}", cause="blob.disk"
            ) from error
        if digest.hexdigest() != name:
            raise Broken(
                f"blob {name} does not hash to its name; restore it from the backup", cause="blob.broken"
            )

    @contextmanager
    def _part(self) -> Iterator[IO[bytes]]:
        """A file that is gone afterwards unless it got its name: what failed does not fill the disk."""
        with NamedTemporaryFile(dir=self._folder, prefix=".part-", delete=False) as part:
            try:
                yield part
            finally:
                Path(part.name).unlink(missing_ok=True)

    def _settle(self, part: Path, name: str) -> None:
        """Gives it its name; one that is there already may be another process's, not yet safe on the disk."""
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            part.rename(path)
        for folder in (path.parent, path.parent.parent, self._folder):
            _sync(folder)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name[2:4] / name


def _filled(part: IO[bytes], pieces: Iterable[bytes]) -> tuple[str, int]:
    """Writes the pieces down to the disk: (their hash, how many bytes)."""
    digest, size = sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        part.write(piece)
    part.flush()
    os.fsync(part.fileno())
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    """A name is safe when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
