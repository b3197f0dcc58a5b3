"""An agent's side of the wire, written from docs/wire.md alone, to feed frames to the hub."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import msgspec

from front_end_agent.body_lock import BodyLock, bound_to
from front_end_agent.suites import Key, SigningKey, Sm2Key, digest, key_id

Change = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]
SEALED_AT = "2026-11-23T08:00:00.000000Z"


class FrameMaker:
    """Seals the frames of one agent's epoch, in order, and remembers them."""

    def __init__(
        self, agent: str, epoch: str = "0" * 31 + "1", seed: bytes = b"\x01" * 32, suite: str = "intl"
    ) -> None:
        self.agent = agent
        self.epoch = epoch
        self.suite = suite
        self.key = self.key_of(seed)
        self.number = 0
        self.previous = "0" * 64
        self.frames: dict[int, bytes] = {}
        self.lock: BodyLock | None = None
        self.change: Change | None = None

    @property
    def public_key(self) -> bytes:
        return self.key.public

    def key_of(self, seed: bytes) -> SigningKey:
        return Sm2Key(seed) if self.suite == "gm" else Key(seed)

    def open(self, after: dict[str, Any] | None = None) -> bytes:
        """Frame 1."""
        return self.seal({"kind": "open", "count": 0, "after": after}, b"")

    def data(self, *records: dict[str, Any], **changed: Any) -> bytes:
        """A frame of these records; `changed` header fields are for frames that lie."""
        body = msgspec.msgpack.encode(list(records))
        return self.seal({"kind": "data", "count": len(records), **changed}, body)

    def new_key(self, seed: bytes) -> bytes:
        """A frame that hands over to another key, which signs from the next frame on."""
        fresh = self.key_of(seed)
        name = fresh.public.hex()
        text = f"lianqiao-key-1\n{self.agent}\n{self.epoch}\n{self.number + 1}\n{name}".encode()
        fields = {
            "kind": "key",
            "count": 0,
            "new_key": name,
            "new_signature": fresh.sign(text).hex(),
        }
        frame = self.seal(fields, b"")
        self.key = fresh
        return frame

    def seal(self, fields: dict[str, Any], body: bytes) -> bytes:
        self.number += 1
        packed = zlib.compress(body) if body and fields.get("codec") != "none" else body
        more, packed = self._locked(packed) if body else ({}, packed)
        header = {
            "v": 1,
            "agent": self.agent,
            "epoch": self.epoch,
            "number": self.number,
            "previous": self.previous,
            "codec": "deflate",
            "body_packed": len(packed),
            "body_size": len(body),
            "sealed_at": SEALED_AT,
            "key": key_id(self.public_key),
            **self._suite_fields(packed),
            **more,
            **fields,
        }
        header_bytes = msgspec.json.encode(header)
        signature = self.key.sign(b"lianqiao-frame-1\n" + header_bytes)
        self.previous = digest(self.suite, header_bytes)
        frame = b"LQF1" + len(header_bytes).to_bytes(4, "big") + header_bytes + signature + packed
        self.frames[self.number] = frame
        return frame

    def _locked(self, body: bytes) -> tuple[dict[str, Any], bytes]:
        """Encrypted to the hub where it has told its key; `change` is for what lies."""
        if self.lock is None:
            return {}, body
        said, sealed = self.lock.seal(body, bound=bound_to(self.agent, self.epoch, self.number))
        said, sealed = self.change(said, sealed) if self.change else (said, sealed)
        return {"encryption": said}, sealed

    def _suite_fields(self, packed: bytes) -> dict[str, str]:
        hashed = digest(self.suite, packed)
        return {"suite": "gm", "body_sm3": hashed} if self.suite == "gm" else {"body_sha256": hashed}


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
