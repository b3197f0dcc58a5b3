"""An agent's side of the wire, written from docs/wire.md alone, to feed frames to the hub."""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import Any

import msgspec
from nacl.signing import SigningKey

SEALED_AT = "2026-11-23T08:00:00.000000Z"


class FrameMaker:
    """Seals the frames of one agent's epoch, in order, and remembers them."""

    def __init__(self, agent: str, epoch: str = "0" * 31 + "1", seed: bytes = b"\x01" * 32) -> None:
        self.agent = agent
        self.epoch = epoch
        self.key = SigningKey(seed)
        self.number = 0
        self.previous = "0" * 64
        self.frames: dict[int, bytes] = {}

    @property
    def public_key(self) -> bytes:
        return bytes(self.key.verify_key)

    def open(self, after: dict[str, Any] | None = None) -> bytes:
        """Frame 1."""
        return self._seal({"kind": "open", "count": 0, "after": after}, b"")

    def data(self, *records: dict[str, Any], **changed: Any) -> bytes:
        """A frame of these records; `changed` header fields are for frames that lie."""
        body = msgspec.msgpack.encode(list(records))
        return self._seal({"kind": "data", "count": len(records), **changed}, body)

    def new_key(self, seed: bytes) -> bytes:
        """A frame that hands over to another key, which signs from the next frame on."""
        fresh = SigningKey(seed)
        name = bytes(fresh.verify_key).hex()
        text = f"lianqiao-key-1\n{self.agent}\n{self.epoch}\n{self.number + 1}\n{name}".encode()
        fields = {
            "kind": "key",
            "count": 0,
            "new_key": name,
            "new_signature": fresh.sign(text).signature.hex(),
        }
        frame = self._seal(fields, b"")
        self.key = fresh
        return frame

    def _seal(self, fields: dict[str, Any], body: bytes) -> bytes:
        self.number += 1
        packed = zlib.compress(body) if body else b""
        header = {
            "v": 1,
            "agent": self.agent,
            "epoch": self.epoch,
            "number": self.number,
            "previous": self.previous,
            "codec": "deflate",
            "body_packed": len(packed),
            "body_size": len(body),
            "body_sha256": sha256(packed).hexdigest(),
            "sealed_at": SEALED_AT,
            "key": sha256(self.public_key).hexdigest()[:16],
            **fields,
        }
        header_bytes = msgspec.json.encode(header)
        signature = self.key.sign(b"lianqiao-frame-1\n" + header_bytes).signature
        self.previous = sha256(header_bytes).hexdigest()
        frame = b"LQF1" + len(header_bytes).to_bytes(4, "big") + header_bytes + signature + packed
        self.frames[self.number] = frame
        return frame


def document(payload: bytes, *, source: str = "slips", site: str = "W1", **more: Any) -> dict[str, Any]:
    """A record of a document."""
    return {
        "kind": "document",
        "source": source,
        "site": site,
        "name": more.pop("name", "slip.json"),
        "media": "application/json",
        "seen_at": SEALED_AT,
        "facts": more.pop("facts", {}),
        "payload": payload,
        **more,
    }
