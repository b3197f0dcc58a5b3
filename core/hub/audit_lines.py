"""The audit as lines of JSON: a head with the public key, entries in the order of the walk, a signed end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

import msgspec

from core.hub.arrivals import month_of
from core.hub.audit import AuditEntry
from core.hub.ports import Head, Signer
from core.kernel.errors import UNDECODABLE, Unreadable

FORMAT = "lianqiao.audit.1"
LINE_BYTES_MAX = 256 * 1024 * 1024
_SIGNED = b"lianqiao.audit.export.1\n"
_ENCODER = msgspec.json.Encoder()


class HeadLine(msgspec.Struct, frozen=True, kw_only=True, tag="audit"):
    """The first line. whole: it begins where the audit begins; key: the hub's public key, in hex."""

    format: str
    hub: str
    key: str
    whole: bool


class StartLine(msgspec.Struct, frozen=True, kw_only=True, tag="start"):
    """Where a chain begins whose entries before are not in the export."""

    chain: int
    number: int
    hash: str


class EntryLine(msgspec.Struct, frozen=True, kw_only=True, tag="entry", omit_defaults=True):
    """One entry; text is what was hashed, letter for letter."""

    chain: int
    number: int
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    kind: str
    text: str
    hash: str
    signature: str = ""


class EndLine(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """The last line: how many lines come before it, their SHA-256, and the hub's signature under that."""

    lines: int
    sha256: str
    signature: str


Line = HeadLine | StartLine | EntryLine | EndLine
_DECODER = msgspec.json.Decoder(Line)


def written(items: Iterable[Head | AuditEntry], key: Signer, *, hub: str, whole: bool) -> Iterator[bytes]:
    """The lines of an export, each with its line feed; one at a time is in memory."""
    digest, lines = sha256(), 0
    first = HeadLine(format=FORMAT, hub=hub, key=key.public_key.hex(), whole=whole)
    for said in _said(first, items):
        line = _ENCODER.encode(said) + b"\n"
        digest.update(line)
        lines += 1
        yield line
    signature = key.sign(_SIGNED + digest.digest()).hex()
    yield _ENCODER.encode(EndLine(lines=lines, sha256=digest.hexdigest(), signature=signature)) + b"\n"


def _said(first: HeadLine, items: Iterable[Head | AuditEntry]) -> Iterator[Line]:
    yield first
    for item in items:
        if isinstance(item, Head):
            yield StartLine(chain=item.chain, number=item.number, hash=item.hash.hex())
        else:
            yield EntryLine(
                chain=item.chain,
                number=item.number,
                at=item.at,
                kind=item.kind,
                text=item.text.decode(),
                hash=item.hash.hex(),
                signature=item.signature.hex(),
            )


def read_line(line: bytes, number: int) -> Line:
    """Unreadable, naming the line, for what is no line of an export."""
    try:
        read: Line = _DECODER.decode(line)
        return read
    except UNDECODABLE as error:
        raise Unreadable(f"is no line of an export of the audit: {error}", place=f"line {number}") from error


def item_of(line: StartLine | EntryLine, number: int) -> Head | AuditEntry:
    """What the line says. Unreadable if its hashes are none."""
    try:
        if isinstance(line, StartLine):
            return Head(chain=line.chain, number=line.number, hash=bytes.fromhex(line.hash))
        return _entry(line)
    except ValueError as error:
        raise Unreadable(f"holds no hash where one stands: {error}", place=f"line {number}") from error


def signed_end(digest: Any) -> bytes:
    """What the hub's key signs of a whole export."""
    return _SIGNED + bytes(digest.digest())


def _entry(line: EntryLine) -> AuditEntry:
    return AuditEntry(
        month=month_of(line.at),
        chain=line.chain,
        number=line.number,
        at=line.at,
        kind=line.kind,
        text=line.text.encode(),
        hash=bytes.fromhex(line.hash),
        signature=bytes.fromhex(line.signature),
    )
