"""Bytes that come in pieces: little is held, much goes to the blobs while it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain

import msgspec

from core.hub.arrivals import INLINE_BYTES_MAX
from core.hub.contracts import Cut
from core.hub.cutting import cut_lines
from core.hub.deliveries import DeliveredPart
from core.hub.ports import Blobs
from core.kernel.errors import Refused


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes themselves, or the blob that holds them, or the parts they were cut into.

    sealed, sealed_size: the blob of the file they were inside of, where they came sealed.
    """

    payload: bytes = b""
    blob: str = ""
    size: int
    parts: tuple[DeliveredPart, ...] = ()
    whole: str = ""
    sealed: str = ""
    sealed_size: int = 0

    @property
    def file_sha256(self) -> str:
        """Of the file as it came."""
        return self.sealed or self.sha256

    @property
    def file_size(self) -> int:
        return self.sealed_size if self.sealed else self.size

    @property
    def sha256(self) -> str:
        return self.whole or self.blob or sha256(self.payload).hexdigest()


def keep_content(blobs: Blobs, pieces: Iterable[bytes], *, bytes_max: int) -> Content:
    """Keeps what comes, never more of it in memory than what stands in a row. Refused over bytes_max."""
    coming = bounded(pieces, bytes_max)
    held = b""
    for piece in coming:
        held += piece
        if len(held) > INLINE_BYTES_MAX:
            name, size = blobs.keep(chain([held], coming))
            return Content(blob=name, size=size)
    return Content(payload=held, size=len(held))


def keep_parts(blobs: Blobs, pieces: Iterable[bytes], cut: Cut, *, bytes_max: int) -> Content:
    """Keeps what comes part by part; what is no more than one is whole. Refused as cutting is, too."""
    digest = sha256()

    def coming() -> Iterator[bytes]:
        for piece in bounded(pieces, bytes_max):
            digest.update(piece)
            yield piece

    parts, size = [], 0
    coming_parts = cut_lines(coming(), cut)
    first = next(coming_parts)
    for part in chain([first], coming_parts):
        if part is first and not first.more:
            return Content(payload=first.payload, size=len(first.payload))
        kept = DeliveredPart(blob=blobs.put(part.payload), size=len(part.payload), line=part.line)
        size += part.own
        parts.append(kept)
    return Content(size=size, parts=tuple(parts), whole=digest.hexdigest())


def bounded(pieces: Iterable[bytes], bytes_max: int) -> Iterator[bytes]:
    """The pieces; Refused when they are more than that."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > bytes_max:
            raise Refused(f"it has more than the {bytes_max} bytes that are taken", cause="content.too_large")
        yield piece
