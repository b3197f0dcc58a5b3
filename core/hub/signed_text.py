"""Signed text: everything on the wire that is not a frame, said and read (docs/wire.md §3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from core.hub.ports import OwnKey
from core.hub.suites import key_id
from core.kernel.errors import Refused, Unreadable

TEXT_BYTES_MAX = 256 * 1024
B = TypeVar("B", bound=msgspec.Struct)
KeyLookup = Callable[[B, str], bytes | None]
Verify = Callable[[bytes, bytes, bytes], bool]


class SignedText(msgspec.Struct, frozen=True):
    """A JSON text, and a signature over its purpose and itself."""

    purpose: str
    signed: str
    key: str
    signature: str


_ENVELOPE = msgspec.json.Decoder(SignedText)


def wire_time(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds and Z, always of one length."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sign_text(purpose: str, said: Any, *, signer: OwnKey) -> bytes:
    """The envelope of what the hub says for this purpose."""
    signed = msgspec.json.encode(said).decode()
    signature = signer.sign(_covered(purpose, signed)).hex()
    return msgspec.json.encode(SignedText(purpose, signed, key_id(signer.public_key), signature))


def open_text(text: bytes, kind: type[B], *, purpose: str, key: KeyLookup[B], verify: Verify) -> B:
    """What was said; Unreadable if it makes no sense, Refused if it is not signed for this purpose.

    key: gives the public key of that id for who the text says is speaking, None if there is none.
    """
    envelope = _envelope(text)
    if envelope.purpose != purpose:
        raise Refused(
            f"this text is a {envelope.purpose[:32]!r}, a {purpose!r} is wanted here", cause="signed.purpose"
        )
    try:
        said = msgspec.json.decode(envelope.signed, type=kind)
        signature = bytes.fromhex(envelope.signature)
    except (msgspec.DecodeError, ValueError) as error:
        raise Unreadable(f"signed: {error}; say it as docs/wire.md §3 has it", cause="signed.body") from error
    public_key = key(said, envelope.key)
    if public_key is None:
        raise Refused(
            f"key {envelope.key[:16]!r} is not a key of who is speaking; enrol, or use the enrolled key",
            cause="signed.key",
        )
    if not verify(public_key, signature, _covered(purpose, envelope.signed)):
        raise Refused(
            f"the signature does not hold under key {envelope.key[:16]!r}", cause="signed.signature"
        )
    return said


def purpose_of(text: bytes) -> str:
    """For what the text says it is, unbelieved; "" where it cannot be read."""
    try:
        return _envelope(text).purpose
    except Unreadable:
        return ""


def _envelope(text: bytes) -> SignedText:
    if len(text) > TEXT_BYTES_MAX:
        raise Unreadable(
            f"{len(text)} bytes came, a signed text has at most {TEXT_BYTES_MAX}", cause="signed.too_large"
        )
    try:
        return _ENVELOPE.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"no signed text: {error}", cause="signed.envelope") from error


def _covered(purpose: str, signed: str) -> bytes:
    return f"lianqiao-{purpose}-1\n{signed}".encode()
