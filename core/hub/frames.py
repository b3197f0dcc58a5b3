"""Frames off the wire: parsed, verified and unpacked within stated bounds (docs/wire.md §1 and §2)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from core.hub.suites import GM, HAS_GM, INTL, Suite, digest
from core.kernel.errors import Unreadable

MAGIC = b"LQF1"
HEADER_BYTES_MAX = 16 * 1024
PACKED_BYTES_MAX = 1024 * 1024
BODY_BYTES_MAX = 4 * 1024 * 1024
RECORDS_MAX = 1000
NAME_LENGTH_MAX = 200
NUMBER_MAX = 2**53
SIGNATURE_BYTES = 64
HASH_LENGTH = 64
ZERO_HASH = "0" * HASH_LENGTH
_FIXED = len(MAGIC) + 4

Hex32 = str
Text = str


class After(msgspec.Struct, frozen=True):
    """The last epoch an installation knows of, and its last number."""

    epoch: str
    number: int


class Encryption(msgspec.Struct, frozen=True):
    """How the body is encrypted: to which key of the hub, and the content key wrapped to it.

    place: where it was first sealed, if that was in an epoch before; it is bound to that.
    """

    key: str
    wrapped: str
    nonce: str
    place: After | None = None


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """A frame's header; unknown fields are ignored."""

    v: Literal[1]
    agent: str
    epoch: str
    number: int
    previous: str
    kind: Literal["open", "data", "key"]
    count: int
    codec: Literal["none", "deflate"]
    body_packed: int
    body_size: int
    sealed_at: datetime
    key: str
    after: After | None = None
    new_key: str = ""
    new_signature: str = ""
    suite: Suite = INTL
    body_sha256: str = ""
    body_sm3: str = ""
    encryption: Encryption | None = None

    @property
    def body_hash(self) -> str:
        return self.body_sm3 if self.suite == GM else self.body_sha256


class WireRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a frame's body."""

    kind: Literal["document", "chunk", "manifest", "notice"]
    source: str = ""
    site: str = ""
    name: str = ""
    media: str = "application/octet-stream"
    seen_at: str = ""
    facts: dict[str, str] = {}
    payload: bytes = b""
    file: str = ""
    index: int = 0
    size: int = 0
    sha256: str = ""
    chunks: int = 0
    what: str = ""
    text: str = ""
    trace: str = ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame whose parts fit together; its signature is still to be checked."""

    header: Header
    header_bytes: bytes
    signature: bytes
    packed: bytes
    raw: bytes

    @property
    def hash(self) -> str:
        return digest(self.header.suite, self.header_bytes)

    @property
    def signed(self) -> bytes:
        return b"lianqiao-frame-1\n" + self.header_bytes


Opened = Callable[[Frame], bytes]
_HEADER = msgspec.json.Decoder(Header)
_RECORDS = msgspec.msgpack.Decoder(list[WireRecord])


def parse_frame(raw: bytes) -> Frame:
    """The frame in these bytes; Unreadable names the byte or field that is wrong."""
    if raw[:4] != MAGIC:
        raise _bad("bytes 0-4", "a frame begins with LQF1", "magic")
    length = int.from_bytes(raw[4:_FIXED], "big")
    if len(raw) < _FIXED or length > HEADER_BYTES_MAX:
        raise _bad("bytes 4-8", f"the header is {length} bytes, at most {HEADER_BYTES_MAX}", "header_size")
    end = _FIXED + length
    header_bytes, signature, packed = (
        raw[_FIXED:end],
        raw[end : end + SIGNATURE_BYTES],
        raw[end + SIGNATURE_BYTES :],
    )
    try:
        header = _HEADER.decode(header_bytes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad("header", str(error), "header") from error
    if len(signature) != SIGNATURE_BYTES or len(packed) != header.body_packed:
        raise _bad("body", f"{len(packed)} bytes came, the header says {header.body_packed}", "truncated")
    _check_bounds(header)
    return Frame(header=header, header_bytes=header_bytes, signature=signature, packed=packed, raw=raw)


def _check_bounds(header: Header) -> None:
    if (
        not 1 <= header.number <= NUMBER_MAX
        or not header.agent
        or len(header.agent) > 63
        or len(header.epoch) != 32
    ):
        raise _bad("header", "agent, epoch or number is out of bounds", "header")
    if header.suite == GM and not HAS_GM:
        raise _bad("header.suite", "this hub's OpenSSL has no SM3, so nothing of gm is read", "suite")
    if len(header.body_hash) != HASH_LENGTH:
        raise _bad("header", f"the hash of the body is {HASH_LENGTH} hex digits", "header")
    if not 1970 <= header.sealed_at.year < 9999:
        raise _bad("header.sealed_at", f"{header.sealed_at} is no time of a frame", "header")
    if (header.number == 1) != (header.kind == "open"):
        raise _bad("header.kind", "frame 1 is `open`, and only frame 1", "kind")
    if header.body_packed > PACKED_BYTES_MAX or header.body_size > BODY_BYTES_MAX:
        raise _bad("header.body_size", f"a body is at most {BODY_BYTES_MAX} bytes unpacked", "too_large")
    if header.count > RECORDS_MAX:
        raise _bad("header.count", f"a frame has at most {RECORDS_MAX} records", "too_many_records")


def open_body(frame: Frame, opened: Opened) -> list[WireRecord]:
    """The records of a verified frame; unpacking stops at the size the header states.

    opened: gives the body as it was before it was encrypted.
    """
    header = frame.header
    if digest(header.suite, frame.packed) != header.body_hash:
        raise _bad("body", "the body does not have the hash the header states", "body_hash")
    if header.kind != "data":
        return []
    packed = opened(frame)
    body = packed if header.codec == "none" else _inflate(packed, header.body_size)
    if len(body) != header.body_size:
        raise _bad("body", f"{len(body)} bytes unpacked, the header says {header.body_size}", "body_size")
    try:
        records = _RECORDS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad("body", str(error), "records") from error
    if len(records) != header.count:
        raise _bad("body", f"{len(records)} records came, the header says {header.count}", "count")
    for ordinal, record in enumerate(records):
        _check_record(ordinal, record)
    return records


def _check_record(ordinal: int, record: WireRecord) -> None:
    """What the store keeps by name or by number has to fit there, or the frame would break its intake."""
    for field in ("source", "site", "file", "what"):
        text = getattr(record, field)
        if len(text) > NAME_LENGTH_MAX or "\x00" in text:
            place = f"records[{ordinal}].{field}"
            raise _bad(place, f"is at most {NAME_LENGTH_MAX} characters without NUL", "record")
    for field in ("index", "size", "chunks"):
        if not 0 <= getattr(record, field) <= NUMBER_MAX:
            raise _bad(f"records[{ordinal}].{field}", f"is 0 to {NUMBER_MAX}", "record")


def _inflate(packed: bytes, size: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        body = stream.decompress(packed, size + 1)
    except zlib.error as error:
        raise _bad("body", f"is no deflate stream: {error}", "deflate") from error
    if stream.unconsumed_tail or not stream.eof:
        raise _bad("body", f"unpacks to more than the {size} bytes the header states", "body_size")
    return body


def _bad(place: str, text: str, cause: str) -> Unreadable:
    return Unreadable(
        f"{place}: {text}; the agent must send the frame again", cause=f"frame.{cause}", place=place
    )


def unhex(text: str) -> bytes:
    """The bytes, or none where the text is no hex: then nothing is signed by it."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
