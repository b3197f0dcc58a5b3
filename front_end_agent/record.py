"""The records of a frame's body: a document, a piece of a large file, its manifest, a notice."""

import msgspec

DOCUMENT_BYTES_MAX = 256 * 1024
CHUNK_BYTES_MAX = 512 * 1024
UNKNOWN_MEDIA = "application/octet-stream"


class Document(msgspec.Struct, kw_only=True, omit_defaults=True, tag_field="kind", tag="document"):
    """One file, row, page or push, its bytes as they were; trace: its traceparent."""

    source: str
    site: str
    name: str
    media: str
    seen_at: str
    facts: dict[str, str]
    payload: bytes
    trace: str = ""


class Chunk(msgspec.Struct, kw_only=True, tag_field="kind", tag="chunk"):
    """A piece of a file too large for one record."""

    file: str
    index: int
    payload: bytes


class Manifest(msgspec.Struct, kw_only=True, omit_defaults=True, tag_field="kind", tag="manifest"):
    """What a file sent in chunks must be when it is whole again."""

    source: str
    site: str
    name: str
    media: str
    seen_at: str
    facts: dict[str, str]
    file: str
    size: int
    sha256: str
    chunks: int
    trace: str = ""


class Notice(msgspec.Struct, kw_only=True, tag_field="kind", tag="notice"):
    """A change of the agent's own state, told in the same chain as the facts."""

    source: str
    site: str
    seen_at: str
    facts: dict[str, str]
    what: str
    text: str


Record = Document | Chunk | Manifest | Notice
_encoder = msgspec.msgpack.Encoder()


def pack(record: Record) -> bytes:
    """One record as MessagePack."""
    return _encoder.encode(record)


def array_of(packed: list[bytes]) -> bytes:
    """A MessagePack array of records that are packed already."""
    count = len(packed)
    head = bytes([0x90 | count]) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
    return head + b"".join(packed)
