"""What the bench feeds: partners with one mapping, enrolled agents, and their sealed frames."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec
from nacl.signing import SigningKey

from adapters.wiring.folders import PartnerFolder, read_folder
from adapters.wiring.hub import Hub
from core.hub.enrol import Invitation, enrol, invite

TOLD_AT = "2026-11-23T08:00:00.000000Z"
CONTRACT = """
partner: {partner}
name: A warehouse of the bench
parties: [{partner}]
sites: [{{id: {site}, zone: Asia/Shanghai}}]
feeds: [{{source: slips, rules: [{{mapping: in/slips.yaml}}]}}]
"""
SLIPS = """
mapping: 1
reads: {format: json}
documents:
  - type: wms.inbound.v1
    identity: {number: inbound_no, revision: {from: rev, default: "1"}}
    body:
      inbound_no: {from: no, required: true}
      event_time: {from: at, as: datetime, required: true}
      warehouse: {fact: site}
      lots:
        each: lots
        fields:
          lot_no: {from: lot, required: true}
          sku: sku
          name: name
          quantity: {from: qty, as: quantity, unit: {from: unit, default: TNE}, required: true}
"""


def slip(agent: str, number: int) -> bytes:
    """One inbound slip of the warehouse: one lot, as its WMS exports it."""
    said = {
        "kind": "in", "no": f"{agent}-IN-{number:07d}", "at": "2026-11-23T15:00:00+08:00",
        "lots": [
            {"lot": f"{agent}-L{number:07d}", "sku": "HRC-Q235B-5.75x1500", "name": "Hot rolled coil",
             "qty": "25.480", "unit": "TNE"},
        ],
    }  # fmt: skip
    return json.dumps(said).encode()


@dataclass
class Feeder:
    """One agent's spool, sealing slips into frames."""

    agent: str
    partner: str
    site: str
    shard: int
    epoch: str = "0" * 32
    number: int = 0
    previous: str = "0" * 64
    slips: int = 0
    key: SigningKey = field(default_factory=lambda: SigningKey(b"\x05" * 32))

    def enrol_in(self, hub: Hub, folder: Path) -> None:
        """Publishes the partner and enrols its agent."""
        hub.publish(self._folder(folder))
        invitation = Invitation(agent=self.agent, partner=self.partner, shard=self.shard)
        with hub.store.unit() as unit:
            token = invite(unit, invitation, ttl_s=3600)
        with hub.store.unit() as unit:
            enrol(unit, token, bytes(self.key.verify_key), "bench")

    def open(self) -> bytes:
        return self._seal("open", b"", 0)

    def frames(self, slips: int, *, per_frame: int) -> Iterator[bytes]:
        """Frames with so many slips in all."""
        for start in range(0, slips, per_frame):
            records = [self._record() for _ in range(min(per_frame, slips - start))]
            yield self._seal("data", msgspec.msgpack.encode(records), len(records))

    def _record(self) -> dict[str, object]:
        self.slips += 1
        return {
            "kind": "document", "source": "slips", "site": self.site, "name": f"slip-{self.slips}",
            "media": "application/json", "seen_at": TOLD_AT, "facts": {"watermark": str(self.slips)},
            "payload": slip(self.agent, self.slips),
        }  # fmt: skip

    def _seal(self, kind: str, body: bytes, count: int) -> bytes:
        self.number += 1
        packed = zlib.compress(body, 1) if body else b""
        header = {
            "v": 1,
            "agent": self.agent,
            "epoch": self.epoch,
            "number": self.number,
            "previous": self.previous,
            "kind": kind,
            "count": count,
            "codec": "deflate" if body else "none",
            "body_packed": len(packed),
            "body_size": len(body),
            "body_sha256": sha256(packed).hexdigest(),
            "sealed_at": TOLD_AT,
            "key": sha256(bytes(self.key.verify_key)).hexdigest()[:16],
            "after": None,
        }
        said = json.dumps(header, separators=(",", ":")).encode()
        self.previous = sha256(said).hexdigest()
        signature = self.key.sign(b"lianqiao-frame-1\n" + said).signature
        return b"LQF1" + len(said).to_bytes(4, "big") + said + signature + packed

    def _folder(self, root: Path) -> PartnerFolder:
        folder = root / self.partner
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(CONTRACT.format(partner=self.partner, site=self.site))
        (folder / "in" / "slips.yaml").write_text(SLIPS)
        return read_folder(folder)


def feeders(count: int, *, shards: int) -> list[Feeder]:
    """Warehouses of different partners, spread over the shards."""
    return [
        Feeder(agent=f"wms-{number}", partner=f"wms-{number}", site=f"W{number}", shard=number % shards)
        for number in range(count)
    ]
