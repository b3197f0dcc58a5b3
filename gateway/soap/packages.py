"""What a request brings: an envelope alone, or one in front of attachments (MTOM), read part by part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from starlette.concurrency import run_in_threadpool

from core.kernel.errors import Unavailable
from gateway.soap.envelope import ENVELOPE_BYTES_MAX
from gateway.soap.faults import wrong
from gateway.soap.words import MEDIA

PARTS_MAX = 20
# A document that a reader reads has no more; what is larger comes by an agent, or by files.
ATTACHMENTS_BYTES_MAX = 64 * 1024 * 1024
IN_MEMORY_BYTES = 256 * 1024
PACKAGE = "multipart/related"


class MediaType:
    """A Content-Type, taken apart."""

    def __init__(self, text: str) -> None:
        message = Message()
        message["content-type"] = text[:1000].replace("\r", " ").replace("\n", " ")
        self.name = message.get_content_type() if text else ""
        self._message = message

    def parameter(self, name: str) -> str:
        said = self._message.get_param(name, "")
        return said.strip() if isinstance(said, str) else ""


class Part:
    """One part of a package: its content lies in memory while it is small, else in a file without a name.

    Whoever has the package closes it.
    """

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        self.size = 0

    @property
    def id(self) -> str:
        return self.headers.get("content-id", "").strip().removeprefix("<").removesuffix(">")


class Package:
    """The parts, as they come. The first is the envelope, whatever `start` says: it must be."""

    def __init__(self, boundary: str) -> None:
        self.parts: list[Part] = []
        self.whole = 0
        self._name = self._value = b""
        self._attached = 0
        self._ended = False
        if not (boundary.isascii() and boundary):
            raise wrong("boundary", "the package has no boundary that can be read", "Content-Type")
        try:
            self._parser = MultipartParser(boundary.encode(), self._callbacks(), max_header_count=PARTS_MAX)
        except FormParserError as error:
            raise wrong("boundary", f"the boundary cannot be used: {error}", "Content-Type") from error

    def feed(self, piece: bytes) -> None:
        """Raises SoapFault for what is no package, and for more than there may be."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise wrong("package", f"the package breaks: {error}", PACKAGE) from error
        except OSError as error:
            text = f"an attachment cannot be kept here for now: {error.strerror}; send it again later"
            raise Unavailable(text, cause="soap.disk") from error

    def finish(self) -> None:
        """Raises SoapFault where it breaks off."""
        if not self._ended:
            raise wrong("package", "the package breaks off before its last boundary", PACKAGE)

    def close(self) -> None:
        for part in self.parts:
            part.file.close()

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._say,
            "on_header_end": self._header,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._over,
        }

    def _begin(self) -> None:
        if len(self.parts) >= PARTS_MAX:
            raise wrong("parts_many", f"a package has at most {PARTS_MAX} parts", status=413)
        self.parts.append(Part())

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _say(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self.parts[-1].headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1")
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.size += end - start
        if len(self.parts) == 1 and part.size > ENVELOPE_BYTES_MAX:
            raise wrong("too_large", f"an envelope has at most {ENVELOPE_BYTES_MAX} bytes", status=413)
        self._attached += end - start if len(self.parts) > 1 else 0
        if self._attached > ATTACHMENTS_BYTES_MAX:
            text = f"attachments have at most {ATTACHMENTS_BYTES_MAX} bytes; send it as a file or by an agent"
            raise wrong("too_large", text, status=413)
        part.file.write(data[start:end])

    def _end(self) -> None:
        self.whole = len(self.parts)

    def _over(self) -> None:
        self._ended = True


async def first_part(pieces: AsyncIterator[bytes], package: Package) -> bytes:
    """Reads as far as the envelope goes: who sent it is asked before anything behind it is read."""
    async for piece in pieces:
        await run_in_threadpool(package.feed, piece)
        if package.whole:
            return _content(package.parts[0])
    package.finish()
    raise wrong("package", "the package holds no envelope", PACKAGE)


async def other_parts(pieces: AsyncIterator[bytes], package: Package) -> None:
    """Reads the rest."""
    async for piece in pieces:
        await run_in_threadpool(package.feed, piece)
    package.finish()


async def whole_body(pieces: AsyncIterator[bytes]) -> bytes:
    """A body that is an envelope alone."""
    parts: list[bytes] = []
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > ENVELOPE_BYTES_MAX:
            text = f"an envelope has at most {ENVELOPE_BYTES_MAX} bytes; attach the document (MTOM)"
            raise wrong("too_large", text, status=413)
        parts.append(piece)
    return b"".join(parts)


def media_of(request: Request) -> tuple[MediaType, str]:
    """(what the request is, the charset of its envelope). Raises SoapFault 415 for anything but SOAP."""
    media = MediaType(request.headers.get("content-type", ""))
    if media.name == PACKAGE:
        kind = media.parameter("type").lower()
        if kind not in ("application/xop+xml", *MEDIA.values()):
            raise wrong("media", f"a package of {kind[:60] or 'no type'} is not taken here", status=415)
        return media, ""
    if media.name not in MEDIA.values():
        taken = ", ".join((*MEDIA.values(), PACKAGE))
        raise wrong("media", f"Content-Type {media.name or 'is missing'}; taken here: {taken}", status=415)
    return media, media.parameter("charset").strip("\"'")[:40]


def charset_of(part: Part) -> str:
    """Of the envelope's part of a package."""
    return MediaType(part.headers.get("content-type", "")).parameter("charset")[:40]


def _content(part: Part) -> bytes:
    part.file.seek(0)
    return part.file.read()
