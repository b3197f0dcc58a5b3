"""A file drop: written as `.part`, synced, renamed; asked about by its name in the partner's folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from core.hub.contracts import Send
from core.hub.endpoints import SEND_ID, TRACE, InDoubt, Sent
from core.kernel.errors import Refused, Unavailable
from core.kernel.steps import step

ADAPTER = "file"
# A file put down a second time may be picked up a second time: it is not `safe`.
REPEATS = ("ask", "never")
ACKNOWLEDGEMENTS = (".ack", ".ok")


class FileDropEndpoint:
    """Puts files into `folder`. The partner moves what it took to `archive`, or leaves `name.ack` beside it:
    that is what asking finds, so a partner who simply deletes must be declared `never`.

    trace_beside: `name.trace` is put down before the file, for formats that have no place for a trace.
    """

    def __init__(self, folder: Path, archive: Path, *, trace_beside: bool = False) -> None:
        self._folder = folder
        self._archive = archive
        self._trace_beside = trace_beside

    def send(self, name: str, payload: bytes, headers: Mapping[str, str]) -> Sent:
        """The name appears whole or not at all. Raises Unavailable while the folder cannot be written."""
        part, path = self._folder / f"{name}.part", self._folder / name
        with self._writing():
            with part.open("wb") as file:
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            step("file_drop.written")
            if self._trace_beside and TRACE in headers:
                # Before the file: who sees the file finds it.
                (self._folder / f"{name}.trace").write_text(f"{headers[TRACE]}\n", encoding="ascii")
        try:
            part.rename(path)
            step("file_drop.renamed")
            _sync(self._folder)
        except OSError as error:
            raise InDoubt(f"{path}: {error.strerror}; whether the name appeared is not known") from error
        return Sent(text=f"{path}, {len(payload)} bytes")

    def query(self, name: str, headers: Mapping[str, str]) -> Sent | None:
        """Where a file of this name, or the acknowledgement of one, lies; or one of this send.

        A hub that was restored may have numbered its sends anew: then the name's end, our id, is the same.
        """
        if not self._folder.is_dir():
            raise Unavailable(f"{self._folder} is not there to look into", cause="file_drop.away")
        names = (name, *(f"{name}{suffix}" for suffix in ACKNOWLEDGEMENTS))
        with self._writing():
            for path in (folder / each for folder in (self._folder, self._archive) for each in names):
                if path.exists():
                    return Sent(text=str(path))
            ending = name.partition("-")[2]
            if ending.startswith(headers[SEND_ID]):
                return self._of_another_number(ending)
        return None

    def _of_another_number(self, ending: str) -> Sent | None:
        endings = tuple(f"-{ending}{suffix}" for suffix in ("", *ACKNOWLEDGEMENTS))
        for folder in (self._folder, self._archive):
            with suppress(FileNotFoundError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith(endings):
                        return Sent(text=entry.path)
        return None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                f"{self._folder} cannot be used: {error.strerror}; mend it, sending goes on by itself",
                cause="file_drop.away",
            ) from error


def make_endpoint(send: Send, secret: bytes) -> FileDropEndpoint:
    """From `file:///folder?archive=/folder/archive&trace=beside`; the first two must be absolute paths.

    Raises Refused for any other address.
    """
    try:
        parts = urlsplit(send.address)
    except ValueError as error:
        raise Refused(
            f"file drop {send.name}: {send.address!r}: {error}", cause="file_drop.address"
        ) from error
    folder = Path(unquote(parts.path))
    said = parse_qs(parts.query).get("archive")
    archive = Path(said[0]) if said else folder / "archive"
    if parts.scheme != "file" or parts.netloc or not folder.is_absolute() or not archive.is_absolute():
        raise Refused(
            f"file drop {send.name}: {send.address!r} is no file:///absolute/folder",
            cause="file_drop.address",
        )
    beside = parse_qs(parts.query).get("trace") == ["beside"]
    return FileDropEndpoint(folder, archive, trace_beside=beside)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
