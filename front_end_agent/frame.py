"""Sealing: records become one numbered, hash-chained, signed frame, made once and never changed."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from front_end_agent.body_lock import BodyLock, bound_to
from front_end_agent.clock import as_text
from front_end_agent.suites import GM, SigningKey, digest

MAGIC = b"LQF1"
NO_HASH = "0" * 64
PACKED_BYTES_MAX = 1024 * 1024
WORTH_PACKING_BYTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Where the next frame stands: whose, in which epoch, after which, and who alone may read it."""

    agent: str
    epoch: str
    number: int
    previous: str
    lock: BodyLock | None = None

    def after(self, frame: "Frame") -> "Chain":
        return replace(self, number=self.number + 1, previous=frame.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A sealed frame and what the spool knows it by."""

    number: int
    hash: str
    sealed: bytes


def seal_records(chain: Chain, *, key: SigningKey, at: datetime, packed: bytes, count: int) -> Frame:
    """A frame of kind `data` with `count` records, already a MessagePack array."""
    body, codec = packed, "none"
    if len(packed) > WORTH_PACKING_BYTES:
        deflated = zlib.compress(packed, level=1)
        if len(deflated) < len(packed):
            body, codec = deflated, "deflate"
    fields = {"kind": "data", "count": count, "codec": codec, "body_size": len(packed)}
    more, body = _lock(chain, body)
    return _seal(chain, {**fields, **more}, key=key, at=at, body=body)


def seal_open(chain: Chain, *, key: SigningKey, at: datetime, after: Mapping[str, object] | None) -> Frame:
    """The first frame of an epoch, which names the last one this installation remembers."""
    fields = {"kind": "open", "count": 0, "codec": "none", "body_size": 0, "after": after}
    return _seal(chain, fields, key=key, at=at, body=b"")


def seal_key(chain: Chain, *, key: SigningKey, at: datetime, new_key: SigningKey) -> Frame:
    """The frame after which the new key signs; the old one signs this, the new one agrees inside."""
    public = new_key.public.hex()
    said = f"lianqiao-key-1\n{chain.agent}\n{chain.epoch}\n{chain.number}\n{public}"
    fields = {
        "kind": "key",
        "count": 0,
        "codec": "none",
        "body_size": 0,
        "new_key": public,
        "new_signature": new_key.sign(said.encode()).hex(),
    }
    return _seal(chain, fields, key=key, at=at, body=b"")


def hash_of(sealed: bytes, *, suite: str) -> str:
    """The hash of a frame is the hash of its header."""
    return digest(suite, sealed[8 : 8 + int.from_bytes(sealed[4:8], "big")])


class _Sealed(msgspec.Struct):
    """What a sealed header says that stays true in another epoch."""

    epoch: str
    number: int
    kind: str
    count: int
    codec: str
    body_size: int
    encryption: dict[str, Any] | None = None


def reseal(chain: Chain, sealed: bytes, *, key: SigningKey, at: datetime) -> Frame | None:
    """The same body at another place of another chain; None for a frame that carried no records."""
    length = int.from_bytes(sealed[4:8], "big")
    said = msgspec.json.decode(sealed[8 : 8 + length], type=_Sealed)
    if said.kind != "data":
        return None
    fields = {"kind": said.kind, "count": said.count, "codec": said.codec, "body_size": said.body_size}
    more, body = _relock(chain, said, sealed[72 + length :])
    return _seal(chain, {**fields, **more}, key=key, at=at, body=body)


def _lock(chain: Chain, body: bytes) -> tuple[dict[str, Any], bytes]:
    if chain.lock is None:
        return {}, body
    said, sealed = chain.lock.seal(body, bound=bound_to(chain.agent, chain.epoch, chain.number))
    return {"encryption": said}, sealed


def _relock(chain: Chain, said: _Sealed, body: bytes) -> tuple[dict[str, Any], bytes]:
    """We cannot open what is encrypted to the hub: it moves as it is, and names the place it is bound to."""
    if said.encryption is None:
        return _lock(chain, body)
    return {"encryption": {"place": {"epoch": said.epoch, "number": said.number}, **said.encryption}}, body


def _seal(chain: Chain, fields: Mapping[str, object], *, key: SigningKey, at: datetime, body: bytes) -> Frame:
    if len(body) > PACKED_BYTES_MAX:
        raise ValueError(f"a body of {len(body)} bytes is over the {PACKED_BYTES_MAX} of a frame")
    header = msgspec.json.encode(
        {
            "v": 1,
            "agent": chain.agent,
            "epoch": chain.epoch,
            "number": chain.number,
            "previous": chain.previous,
            **fields,
            "body_packed": len(body),
            **_suite_fields(key.suite, body),
            "sealed_at": as_text(at),
            "key": key.id,
        }
    )
    signature = key.sign(b"lianqiao-frame-1\n" + header)
    sealed = MAGIC + len(header).to_bytes(4, "big") + header + signature + body
    return Frame(number=chain.number, hash=digest(key.suite, header), sealed=sealed)


def _suite_fields(suite: str, body: bytes) -> Mapping[str, object]:
    """A header that names no suite is of intl: so it was before there was a choice."""
    hashed = digest(suite, body)
    return {"body_sm3": hashed, "suite": suite} if suite == GM else {"body_sha256": hashed}
