"""A small hub for tests: real intake, real dispatcher, real rooms over any store, and one partner."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from adapters.database.store import DatabaseStore
from adapters.memory.blobs import MemoryBlobs
from adapters.memory.store import MemoryStore
from adapters.trust.body_keys import FileBodyKeys
from adapters.trust.hub_keys import HubKeys
from adapters.trust.sm2_key import Sm2Key
from adapters.wiring.folders import read_folder
from adapters.wiring.library import StoredLibrary
from adapters.wiring.rooms import DiscoveredRooms
from core.hub.deliveries import Delivery, Kept, keep_delivery
from core.hub.dispatch import Dispatcher
from core.hub.documents import Effect, StoredDocument
from core.hub.enrol import Invitation, enrol, invite
from core.hub.failures import Failure
from core.hub.frame_intake import FrameIntake, Receipt
from core.hub.normalize import Normalizer
from core.hub.publish import publish
from core.hub.sealed_bodies import Bodies
from core.hub.status import Status, status_of
from core.kernel.clock import FixedClock
from tests.frames import FrameMaker

AnyStore = MemoryStore | DatabaseStore
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CONTRACT = """
partner: wms
name: A warehouse
parties: [wms]
sites: [{id: W1, zone: Asia/Shanghai}]
feeds: [{source: slips, rules: [{mapping: in/slips.yaml}]}]
"""
SLIPS = """
mapping: 1
reads: {format: json}
documents:
  - choose:
      - type: wms.outbound.v1
        when: kind == 'out'
        identity: {number: outbound_no, revision: {from: rev, default: "1"}}
        body:
          outbound_no: {from: no, required: true}
          event_time: {from: at, as: datetime, required: true}
          warehouse: {first of: [{from: warehouse}, {fact: site}]}
          release_order_no: order
          lots:
            each: lots
            fields:
              lot_no: {from: lot, required: true}
              quantity: {from: qty, as: quantity, unit: {from: unit, default: TNE}, required: true}
      - type: wms.inbound.v1
        when: kind == 'in'
        identity: {number: inbound_no, revision: {from: rev, default: "1"}}
        body:
          inbound_no: {from: no, required: true}
          event_time: {from: at, as: datetime, required: true}
          warehouse: {first of: [{from: warehouse}, {fact: site}]}
          lots:
            each: lots
            fields:
              lot_no: {from: lot, required: true}
              quantity: {from: qty, as: quantity, unit: {from: unit, default: TNE}, required: true}
"""


class HubWorld:
    """The hub over one store; what is published and received is up to the test."""

    def __init__(self, store: AnyStore, clock: FixedClock, folder: Path) -> None:
        self.store = store
        self.clock = clock
        self.blobs = MemoryBlobs()
        self.key = HubKeys(b"\x07" * 32, lambda: Sm2Key(b"\x07" * 32))
        self.rooms = DiscoveredRooms()
        self.library = StoredLibrary(store)
        self.normalizer = Normalizer(self.library, self.blobs)
        self.dispatcher = Dispatcher(store, self.normalizer, self.library, self.rooms)
        self.frames = FrameIntake(store, self.blobs, self.key, hub="hub", incarnation=1)
        self.keys_folder = folder.parent / "bodies"
        self.body_keys = FileBodyKeys(self.keys_folder)
        self.frames.bodies = Bodies(self.body_keys, self.library)
        self._folder = folder

    def publish(self, slips: str = SLIPS, contract: str = CONTRACT, *, partner: str = "wms") -> str:
        """Publishes a partner with this mapping as in/slips.yaml; the contract's hash."""
        folder = self._folder / partner
        (folder / "in").mkdir(parents=True, exist_ok=True)
        (folder / "partner.yaml").write_text(contract)
        (folder / "in" / "slips.yaml").write_text(slips)
        read = read_folder(folder)
        with self.store.unit() as unit:
            hash_, _ = publish(unit, self.blobs, read.contract, read.mappings)
        self.library.forget()
        return hash_

    def deliver(self, payload: bytes, key: str, **changed: Any) -> Kept:
        """One delivery at the partners' door."""
        delivery = Delivery(
            partner="wms", door="rest", key=key, source="slips", site="W1", name=key,
            media="application/json", payload=payload,
        )  # fmt: skip
        return keep_delivery(self.store, self.blobs, msgspec.structs.replace(delivery, **changed))

    def agent(self, name: str = "agent-1", **changed: Any) -> FrameMaker:
        """An enrolled agent."""
        maker = FrameMaker(name, **changed)
        with self.store.unit() as unit:
            token = invite(unit, Invitation(agent=name, partner="wms", shard=0), ttl_s=60)
        with self.store.unit() as unit:
            enrol(unit, token, maker.public_key, "test")
        return maker

    def take(self, *frames: bytes) -> Receipt:
        """Takes the frames of one agent; its receipt."""
        [receipt] = self.frames.take(frames)
        return receipt

    def work(self) -> None:
        """Handles everything there is, and what is due."""
        for _ in range(100):
            leases = self.store.lease("worker", ttl_s=60, limit=100)
            if not leases:
                return
            for lease in leases:
                self.dispatcher.dispatch(lease)
        raise AssertionError("the worker found no end")

    def status(self, kept: Kept) -> Status:
        status = status_of(self.store, kept.partition, kept.number)
        assert status is not None
        return status

    def documents(self, *types: str) -> list[StoredDocument]:
        rows = self.store.rows(StoredDocument, limit=10_000)
        return [row for row in rows if not types or row.type in types]

    def effects(self) -> list[Effect]:
        return self.store.rows(Effect, limit=10_000)

    def failures(self) -> list[Failure]:
        return self.store.rows(Failure, limit=10_000)


def slip(
    kind: str, no: str, *lots: tuple[str, str], at: str = "2026-11-23T15:00:00+08:00", **more: Any
) -> bytes:
    """A slip as the warehouse writes it."""
    said = {"kind": kind, "no": no, "at": at, "lots": [{"lot": lot, "qty": qty} for lot, qty in lots], **more}
    return msgspec.json.encode(said)
