"""Signs what a fuzzer made up, so that it comes past the signature to what is behind it."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from nacl.signing import SigningKey

# In seeds this stands for the number, and the hash, that comes next.
SAID = 777_777
PREVIOUS = "0" * 64
MARK = "p" * 64
PARTS = b"\n\n"


def header_of(raw: bytes) -> bytes:
    """A sealed frame as header, an empty line, body: what `frame_of` seals again."""
    size = int.from_bytes(raw[4:8], "big")
    header = msgspec.json.decode(raw[8 : 8 + size])
    header |= {"number": 1 if header["kind"] == "open" else SAID, "previous": MARK}
    return msgspec.json.encode(header) + PARTS + raw[72 + size :]


def frame_of(given: bytes, key: SigningKey, *, number: int, previous: str) -> bytes:
    """Sealed with this header, but for the marks, the key and, where it can be read, the body's hash."""
    header, _, body = given.partition(PARTS)
    header = header.replace(str(SAID).encode(), str(number).encode()).replace(
        MARK.encode(), previous.encode()
    )
    try:
        read = msgspec.json.decode(header)
        read |= {"body_sha256": sha256(body).hexdigest(), "body_packed": len(body), "key": _id(key)}
        header = msgspec.json.encode(read)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        pass  # Then it goes as it is.
    signature = key.sign(b"lianqiao-frame-1\n" + header).signature
    return b"LQF1" + len(header).to_bytes(4, "big") + header + signature + body


def text_of(purpose: str, said: bytes, key: SigningKey) -> bytes:
    """Signed text around these bytes."""
    signed = said.decode("utf-8", "replace")
    signature = key.sign(f"lianqiao-{purpose}-1\n{signed}".encode()).signature.hex()
    return msgspec.json.encode(
        {"purpose": purpose, "signed": signed, "key": _id(key), "signature": signature}
    )


def _id(key: SigningKey) -> str:
    return sha256(bytes(key.verify_key)).hexdigest()[:16]
