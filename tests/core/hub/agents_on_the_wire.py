"""Agents for tests of the hub: a key, an epoch and sealed frames, written from docs/wire.md alone."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from nacl.signing import SigningKey

from core.hub.agents import Agent, AgentKey
from core.hub.ports import Store

AT = datetime(2026, 11, 23, 8, 15, 30, 123456, tzinfo=UTC)


def document(payload: bytes, **said: Any) -> dict[str, Any]:
    """A document record as the agent writes it."""
    return {
        "kind": "document", "source": "wms", "site": "WH-01", "name": "out.csv", "media": "text/csv",
        "seen_at": "2026-11-23T08:15:30.000000Z", "facts": {}, "payload": payload, **said,
    }  # fmt: skip


@dataclass
class WireAgent:
    """One spool: frames in a chain, signed."""

    agent: str = "wms-01"
    partner: str = "acme"
    epoch: str = "e" * 32
    seed: bytes = b"k" * 32
    number: int = 0
    previous: str = "0" * 64
    sealed_at: str = "2026-11-23T08:15:30.123456Z"
    beats: int = 0
    frames: list[bytes] = field(default_factory=list)

    @property
    def key(self) -> SigningKey:
        return SigningKey(self.seed)

    @property
    def public_key(self) -> bytes:
        return bytes(self.key.verify_key)

    @property
    def key_id(self) -> str:
        return sha256(self.public_key).hexdigest()[:16]

    def enrol_in(self, store: Store, *, state: str = "enrolled") -> None:
        """Writes the agent and its key as an enrolment would have."""
        with store.unit() as unit:
            unit.shelf(Agent).put(
                Agent(
                    agent=self.agent, partner=self.partner, state=state, shard=0, token_hash="",
                    token_until=None, epoch="", beat=0, beat_at=None, skew_ms=0, status=b"", command=0,
                )
            )  # fmt: skip
            unit.shelf(AgentKey).put(
                AgentKey(
                    agent=self.agent, key_id=self.key_id, public_key=self.public_key, epoch="", first=1,
                    revoked=False,
                )
            )  # fmt: skip

    def open(self, after: dict[str, Any] | None = None) -> bytes:
        return self._seal("open", [], after=after)

    def data(self, *records: dict[str, Any]) -> bytes:
        return self._seal("data", list(records))

    def _seal(self, kind: str, records: list[dict[str, Any]], **more: Any) -> bytes:
        self.number += 1
        body = msgspec.msgpack.encode(records) if kind == "data" else b""
        packed = zlib.compress(body) if body else b""
        header = {
            "v": 1, "agent": self.agent, "epoch": self.epoch, "number": self.number,
            "previous": self.previous, "kind": kind, "count": len(records),
            "codec": "deflate" if body else "none", "body_packed": len(packed), "body_size": len(body),
            "body_sha256": sha256(packed).hexdigest(), "sealed_at": self.sealed_at,
            "key": self.key_id, **more,
        }  # fmt: skip
        said = json.dumps(header).encode()
        self.previous = sha256(said).hexdigest()
        signature = self.key.sign(b"lianqiao-frame-1\n" + said).signature
        self.frames.append(b"LQF1" + len(said).to_bytes(4, "big") + said + signature + packed)
        return self.frames[-1]

    def beat(self, **said: Any) -> bytes:
        """A heartbeat; every one has a number above the last."""
        self.beats += 1
        return self.say("beat", {
            "agent": self.agent, "epoch": self.epoch, "beat": self.beats, "at": "2026-11-23T08:15:30.123456Z",
            "version": "0.1.0", "sealed": self.number, "receipted": 0, "depth": self.number, "bytes": 10,
            "bytes_max": 1000, "oldest_at": None, "state": "running", "sources": [], "command": 0, **said,
        })  # fmt: skip

    def say(self, purpose: str, said: dict[str, Any]) -> bytes:
        signed = json.dumps(said)
        signature = self.key.sign(f"lianqiao-{purpose}-1\n{signed}".encode()).signature.hex()
        text = {"purpose": purpose, "signed": signed, "key": self.key_id, "signature": signature}
        return json.dumps(text).encode()


def read_down(text: bytes) -> dict[str, Any]:
    """What a text from the hub says, its signature apart."""
    said: dict[str, Any] = json.loads(json.loads(text)["signed"])
    return said
