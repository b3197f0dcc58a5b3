"""A hub in memory for tests of its doors: store, blobs, key, intake, and a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.memory.blobs import MemoryBlobs
from adapters.memory.store import MemoryStore
from adapters.trust.hub_keys import HubKeys
from adapters.trust.sm2_key import Sm2Key
from core.hub.arrivals import Arrival
from core.hub.downlink import Downlink
from core.hub.frame_intake import FrameIntake
from core.hub.heartbeats import Heartbeats
from core.kernel.clock import FixedClock
from tests.core.hub.agents_on_the_wire import AT


@dataclass
class MemoryHub:
    """What a door is given."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(AT))
    key: HubKeys = field(default_factory=lambda: HubKeys(b"h" * 32, lambda: Sm2Key(b"h" * 32)))
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.clock)
        self.frames = FrameIntake(self.store, self.blobs, self.key, hub="hub", incarnation=1)
        self.heartbeats = Heartbeats(self.store, self.blobs, self.key)
        self.downlink = Downlink(self.store, self.frames, self.key)

    def arrivals(self) -> list[Arrival]:
        return self.store.rows(Arrival, limit=10_000)
