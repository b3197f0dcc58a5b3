"""docs/wire.md read a second time, by other means than the agent's, so that the two check each other."""

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FIELDS: dict[str, type] = {
    "v": int, "agent": str, "epoch": str, "number": int, "previous": str, "kind": str, "count": int,
    "codec": str, "body_packed": int, "body_size": int, "body_sha256": str, "sealed_at": str, "key": str,
}  # fmt: skip
RECORD_FIELDS = {
    "document": {"kind", "source", "site", "name", "media", "seen_at", "facts", "payload"},
    "chunk": {"kind", "file", "index", "payload"},
    "manifest": {
        "kind", "source", "site", "name", "media", "seen_at", "facts", "file", "size", "sha256", "chunks"
    },
    "notice": {"kind", "source", "site", "seen_at", "facts", "what", "text"},
}  # fmt: skip
OPTIONAL = {"document": {"trace"}, "manifest": {"trace"}}


class WireError(Exception):
    """The frame is not what docs/wire.md says; the code is one of the receipt's."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


@dataclass(frozen=True)
class ReadFrame:
    """A frame that is whole, and signed by a key that was known."""

    header: dict[str, Any]
    hash: str
    records: list[dict[str, Any]]
    raw: bytes

    @property
    def number(self) -> int:
        return int(self.header["number"])


@dataclass
class KnownAgent:
    """The public keys of an agent by their ids."""

    keys: dict[str, bytes] = field(default_factory=dict)

    def add(self, public: bytes) -> None:
        self.keys[hashlib.sha256(public).hexdigest()[:16]] = public


def split_run(body: bytes) -> list[bytes]:
    """The frames of a POST."""
    frames, at = [], 0
    while at < len(body):
        length = int.from_bytes(body[at : at + 4], "big")
        frames.append(body[at + 4 : at + 4 + length])
        if len(frames[-1]) != length:
            raise WireError("unreadable", "the run ends inside a frame")
        at += 4 + length
    if len(frames) > 64 or len(body) > 8 * 1024 * 1024:
        raise WireError("too_large", "more than 64 frames or 8 MiB")
    return frames


def read_frame(raw: bytes, known: KnownAgent) -> ReadFrame:
    """Raises WireError with the code of the receipt."""
    if raw[:4] != b"LQF1":
        raise WireError("unreadable", "no magic")
    length = int.from_bytes(raw[4:8], "big")
    if length > 16_384:
        raise WireError("too_large", "header")
    header_bytes, signature, body = raw[8 : 8 + length], raw[8 + length : 72 + length], raw[72 + length :]
    try:
        header = json.loads(header_bytes)
    except ValueError as error:
        raise WireError("unreadable", str(error)) from error
    for name, kind in FIELDS.items():
        if not isinstance(header.get(name), kind):
            raise WireError("unreadable", f"{name} is {header.get(name)!r}")
    public = known.keys.get(header["key"])
    if public is None:
        raise WireError("signature", f"key {header['key']} is not known")
    check(public, b"lianqiao-frame-1\n" + header_bytes, signature)
    if len(body) != header["body_packed"] or len(body) > 1024 * 1024:
        raise WireError("unreadable", f"{len(body)} bytes of body")
    if hashlib.sha256(body).hexdigest() != header["body_sha256"]:
        raise WireError("unreadable", "hash of the body")
    if header["kind"] == "key":
        _learn(header, known)
    records = _records(header, body) if header["kind"] == "data" else []
    return ReadFrame(header, hashlib.sha256(header_bytes).hexdigest(), records, raw)


def check(public: bytes, message: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise WireError("signature", "does not hold") from error


def sign_text(purpose: str, said: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    signed = json.dumps(said)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "purpose": purpose,
        "signed": signed,
        "key": hashlib.sha256(public).hexdigest()[:16],
        "signature": key.sign(f"lianqiao-{purpose}-1\n{signed}".encode()).hex(),
    }


def read_text(text: bytes, known: KnownAgent) -> tuple[str, dict[str, Any]]:
    said = json.loads(text)
    public = known.keys.get(said["key"])
    if public is None:
        raise WireError("signature", f"key {said['key']} is not known")
    check(
        public,
        f"lianqiao-{said['purpose']}-1\n{said['signed']}".encode(),
        bytes.fromhex(said["signature"]),
    )
    return said["purpose"], json.loads(said["signed"])


def _learn(header: dict[str, Any], known: KnownAgent) -> None:
    new = bytes.fromhex(header["new_key"])
    place = f"{header['agent']}\n{header['epoch']}\n{header['number']}\n{header['new_key']}"
    check(new, f"lianqiao-key-1\n{place}".encode(), bytes.fromhex(header["new_signature"]))
    known.add(new)


def _records(header: dict[str, Any], body: bytes) -> list[dict[str, Any]]:
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(body, 4 * 1024 * 1024 + 1) if header["codec"] == "deflate" else body
    if len(plain) != header["body_size"] or len(plain) > 4 * 1024 * 1024:
        raise WireError("too_large", f"{len(plain)} bytes unpacked")
    records: list[dict[str, Any]] = msgspec.msgpack.decode(plain)
    if len(records) != header["count"] or len(records) > 1000:
        raise WireError("unreadable", f"{len(records)} records")
    for record in records:
        if set(record) - OPTIONAL.get(record["kind"], set()) != RECORD_FIELDS[record["kind"]]:
            raise WireError("unreadable", f"a {record['kind']} with {sorted(record)}")
        bound = 512 * 1024 if record["kind"] == "chunk" else 256 * 1024
        if len(record.get("payload", b"")) > bound:
            raise WireError("too_large", f"payload of a {record['kind']}")
    return records
